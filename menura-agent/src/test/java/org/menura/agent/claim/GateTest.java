package org.menura.agent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.Event;
import org.menura.agent.team.Blackboard;
import org.menura.agent.team.Blackboard.Standing;
import org.menura.generate.embed.Reranker;

/** Claims are let through by their evidence, and what is invented, swapped or hearsay is not. */
class GateTest {
    private static final Passage HARBOUR = new Passage(
            "harbour", "The harbour hall in Lisbon seats 420 people. It was renovated in 2021 and is step-free.");

    private static final Library LIBRARY = new Library(List.of(
            HARBOUR,
            new Passage("copy", HARBOUR.text(), "harbour"),
            new Passage("copy-of-copy", HARBOUR.text(), "copy"),
            new Passage("other", "The harbour hall in Lisbon seats 400 people, says a guide.")));

    private static Blackboard.Ruling rule(String text, Evidence... evidence) throws InterruptedException {
        return Gate.ofRules().judge(new Claim(text, List.of(evidence)), LIBRARY, 0);
    }

    @Test
    void whatTheEvidenceSaysIsSupported() throws InterruptedException {
        assertEquals(
                Standing.SUPPORTED,
                rule("The hall seats 420 people.", new Evidence("harbour", "seats 420 people"))
                        .standing());
        assertEquals(
                Standing.SUPPORTED,
                rule("The hall in Lisbon is step-free.", Evidence.of("harbour")).standing());
    }

    @Test
    void inventedQuotesDocumentsNumbersAndNamesAreRefuted() throws InterruptedException {
        assertEquals(
                "document harbour does not say 'seats 600 people'",
                rule("The hall seats 420 people.", new Evidence("harbour", "seats 600 people"))
                        .reason());
        assertEquals(
                "there is no document annex",
                rule("It seats 420.", Evidence.of("annex")).reason());
        assertEquals(
                "the evidence does not say 600",
                rule("The hall seats 600 people.", Evidence.of("harbour")).reason());
        assertEquals(
                "the evidence does not say nairobi",
                rule("The harbour hall in Nairobi seats 420 people.", Evidence.of("harbour"))
                        .reason());
        assertEquals(
                Standing.REFUTED,
                rule("The hall seats 600 people.", Evidence.of("harbour")).standing());
    }

    @Test
    void aClaimWithoutEvidenceIsUncertain() throws InterruptedException {
        assertEquals(Standing.UNCERTAIN, rule("The hall seats 420 people.").standing());
    }

    @Test
    void theWordsOfAQuestionNeedNoEvidence() throws InterruptedException {
        Claim claim =
                new Claim("Which Portuguese hall is the largest?", "The harbour hall", List.of(Evidence.of("harbour")));
        assertEquals(Standing.SUPPORTED, Gate.ofRules().judge(claim, LIBRARY, 0).standing());
    }

    @Test
    void copiesOfADocumentAreOneRoot() {
        Claim copies = new Claim(
                "It seats 420.", List.of(Evidence.of("harbour"), Evidence.of("copy"), Evidence.of("copy-of-copy")));
        assertEquals(1, LIBRARY.roots(copies));
        Claim two = new Claim("It is in Lisbon.", List.of(Evidence.of("copy-of-copy"), Evidence.of("other")));
        assertEquals(2, LIBRARY.roots(two));
        Library circle = new Library(List.of(new Passage("a", "x", "b"), new Passage("b", "x", "a")));
        assertEquals(1, circle.roots(new Claim("x", List.of(Evidence.of("a")))));
    }

    @Test
    void aBoardWithThisRefereeShowsFactsAlone() throws InterruptedException {
        List<Event> events = new ArrayList<>();
        Blackboard board = new Blackboard(Gate.ofRules().referee(LIBRARY, 1), events::add);
        board.post("researcher", "The hall in Lisbon seats 420 people.", List.of("harbour"), 1);
        board.post("researcher", "The hall seats 600 people.", List.of("harbour"), 1);
        String read = board.read();
        assertTrue(read.contains("420"), read);
        assertTrue(!read.contains("seats 600"), read);
        assertTrue(events.stream()
                .anyMatch(e -> e instanceof Event.Judged j && j.verdict().equals("REFUTED")));
    }

    @Test
    void mindsAreAskedAndCalibrated() throws InterruptedException {
        Mind mind =
                scored(prompt -> prompt.contains("step-free.") && prompt.contains("Claim: It is step-free") ? 2 : -3);
        Gate gate = new Gate(List.of(new EntailmentVerifier(mind)), List.of(Calibration.LOG_ODDS), 0.8, 0.2);
        assertEquals(
                Standing.SUPPORTED,
                gate.judge(new Claim("It is step-free.", List.of(Evidence.of("harbour"))), LIBRARY, 0)
                        .standing());
        assertEquals(
                Standing.REFUTED,
                gate.judge(new Claim("It is new.", List.of(Evidence.of("harbour"))), LIBRARY, 0)
                        .standing());
    }

    @Test
    void aClassifierOfPairsReadsTheEvidenceFirst() throws InterruptedException {
        Reranker classifier = (evidence, claims) -> new Reranker.Scores(
                List.of(evidence.contains("420") && claims.equals(List.of("It seats 420.")) ? 0.9 : 0.0), 1);
        Gate gate = new Gate(List.of(new PairVerifier(classifier)), List.of(Calibration.LOG_ODDS), 0.8, 0.2);
        List<Evidence> cited = List.of(Evidence.of("harbour"));
        assertEquals(
                Standing.SUPPORTED,
                gate.judge(new Claim("It seats 420.", cited), LIBRARY, 0).standing());
        assertEquals(
                Standing.REFUTED,
                gate.judge(new Claim("It seats 600.", cited), LIBRARY, 0).standing());
        assertEquals(
                Math.log(9),
                new PairVerifier(classifier)
                        .judge(new Claim("It seats 420.", cited), LIBRARY, 0)
                        .support(),
                1e-12);
    }

    @Test
    void liftConsistencyAndQuestionsSeeTheEvidence() throws InterruptedException {
        Claim claim = new Claim("The hall seats 420 people.", List.of(Evidence.of("harbour")));
        Mind mind = scored(prompt -> prompt.contains("420") ? -1 : -9);
        assertEquals(8, new LiftVerifier(mind).judge(claim, LIBRARY, 0).support(), 1e-12);
        assertEquals(
                1, new ConsistencyVerifier(mind, 3, 20).judge(claim, LIBRARY, 0).support(), 1e-12);
        assertEquals(-1, new QuestionVerifier(mind).judge(claim, LIBRARY, 0).support(), 1e-12);
        Claim bare = new Claim("x", List.of());
        assertTrue(Double.isNaN(new LiftVerifier(mind).judge(bare, LIBRARY, 0).support()));
    }

    @Test
    void calibrationFindsTheOddsAndAThreshold() {
        SplittableRandom random = new SplittableRandom(5);
        double[] supports = new double[4000];
        boolean[] truth = new boolean[supports.length];
        for (int i = 0; i < supports.length; i++) {
            supports[i] = random.nextDouble(-4, 4);
            truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-(1.5 * supports[i] - 1)));
        }
        Calibration fitted = Calibration.fit(supports, truth);
        assertEquals(1.5, fitted.slope(), 0.15);
        assertEquals(-1, fitted.offset(), 0.15);
        double threshold = fitted.threshold(supports, truth, 0.95);
        int said = 0;
        int right = 0;
        for (int i = 0; i < supports.length; i++) {
            if (fitted.probability(supports[i]) >= threshold) {
                said++;
                right += truth[i] ? 1 : 0;
            }
        }
        assertTrue((double) right / said >= 0.95, right + " of " + said);
        assertTrue(said > 1000, "it says little: " + said);
        assertThrows(IllegalArgumentException.class, () -> Calibration.fit(new double[] {1}, new boolean[] {true}));
    }

    @Test
    void claimsThatAreToldApartWhollyAreCalibratedToo() {
        Calibration fitted = Calibration.fit(new double[] {-2, -1, 1, 2}, new boolean[] {false, false, true, true});
        assertTrue(fitted.probability(2) > 0.7 && fitted.probability(-2) < 0.3, fitted.toString());
    }

    private interface Score {
        double of(String prompt);
    }

    /** A mind whose first answer has a score and whose others have 0; it writes what it was given. */
    private static Mind scored(Score score) {
        return new Mind() {
            @Override
            public String name() {
                return "scored";
            }

            @Override
            public Set<Capability> capabilities() {
                return EnumSet.of(Capability.SCORE);
            }

            @Override
            public Thought think(Prompt prompt, Ask ask, long seed) {
                return Thought.of(prompt.messages().getLast().text());
            }

            @Override
            public List<Double> score(Prompt prompt, List<String> answers) {
                List<Double> scores = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    scores.add(i == 0 ? score.of(prompt.messages().getLast().text()) : 0.0);
                }
                return scores;
            }
        };
    }
}
