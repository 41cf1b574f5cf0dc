package org.menura.world.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Thought;

class SuiteRunnerTest {
    private static final List<SuiteTask> TASKS = new Sums(12).tasks(Path.of(""));

    @TempDir
    private Path folder;

    private static SuiteRunner.Settings settings(int trials, int limit, int parallel) {
        return new SuiteRunner.Settings(trials, 7, limit, parallel);
    }

    private static List<TrialResult> run(SuiteAgent agent, SuiteRunner.Settings settings) throws InterruptedException {
        return new SuiteRunner(agent, settings).run(TASKS, null, (done, known, all) -> {});
    }

    /** Results without their times. */
    private static List<String> lines(List<TrialResult> results) {
        return results.stream().map(r -> TrialJournal.line("x", r)).toList();
    }

    @Test
    void nullPassesNothingAndTheOracleAll() throws InterruptedException {
        for (TrialResult result : run(new NullAgent(), settings(1, 0, 3))) {
            assertEquals(0, result.outcome().score());
            assertEquals(1, result.questions());
        }
        for (TrialResult result : run(new OracleAgent(), settings(2, 0, 3))) {
            assertTrue(result.outcome().passed(), result.toString());
            assertEquals(2, result.questions());
        }
    }

    @Test
    void resultsAreTheSameHoweverManyTrialsRunAtATime() throws InterruptedException {
        List<String> alone = lines(run(new RandomAgent(), settings(5, 0, 1)));
        assertEquals(alone, lines(run(new RandomAgent(), settings(5, 0, 7))));
        assertEquals(60, alone.size());
        assertTrue(alone.stream().distinct().count() > 55, "trials of a task draw alike");
    }

    @Test
    void whatATaskComesToDoesNotDependOnTheLimit() throws InterruptedException {
        List<String> all = lines(run(new RandomAgent(), settings(2, 0, 2)));
        List<String> some = lines(run(new RandomAgent(), settings(2, 2, 2)));
        assertEquals(8, some.size());
        assertTrue(all.containsAll(some));
        assertTrue(some.stream().anyMatch(l -> l.contains("\"sum-3\"")), "the first two of each group");
    }

    @Test
    void numbersOfALineAreNumbers() {
        Outcome outcome = new Outcome(false, 0.25, Map.of("recall", 0.5, "ratio", Double.NaN));
        TrialResult result = new TrialResult("t", "g", 0, outcome, 1, 2, 3, 4, null, List.of());
        String line = TrialJournal.line("agent", result);
        assertTrue(line.contains("\"score\":0.25,\"metrics\":{\"ratio\":\"NaN\",\"recall\":0.5}"), line);
    }

    @Test
    void aRunThatWasKilledGoesOn() throws InterruptedException {
        Path file = folder.resolve("trials.jsonl");
        AtomicInteger asked = new AtomicInteger();
        SuiteAgent dies = new Sums.Said("agent", (question, seed) -> {
            if (asked.incrementAndGet() > 9) {
                throw new IllegalStateException("killed");
            }
            return Thought.of(Long.toString(Math.floorMod(seed, 10)));
        });
        SuiteAgent lives =
                new Sums.Said("agent", (question, seed) -> Thought.of(Long.toString(Math.floorMod(seed, 10))));
        try (TrialJournal journal = TrialJournal.open(file)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> new SuiteRunner(dies, settings(1, 0, 1)).run(TASKS, journal, (d, k, a) -> {}));
        }
        List<Integer> known = new ArrayList<>();
        List<TrialResult> resumed;
        try (TrialJournal journal = TrialJournal.open(file)) {
            resumed = new SuiteRunner(lives, settings(1, 0, 1)).run(TASKS, journal, (d, k, a) -> known.add(k));
        }
        assertTrue(known.getLast() >= 3, known.toString());
        assertEquals(lines(run(lives, settings(1, 0, 1))), lines(resumed));
    }

    @Test
    void aMindThatIsSilentIsAskedAgain() throws InterruptedException {
        Path file = folder.resolve("trials.jsonl");
        SuiteAgent away = new Sums.Said("agent", (question, seed) -> {
            throw MindException.silent("nobody is there", null);
        });
        SuiteAgent half = new Sums.Said("agent", (question, seed) -> {
            if (question.prompt().messages().getFirst().text().equals("a = 1")) {
                throw MindException.silent("nobody is there", null);
            }
            return Thought.of("1");
        });
        SuiteAgent back = new Sums.Said("agent", (question, seed) -> Thought.of("1"));
        List<Integer> known = new ArrayList<>();
        try (TrialJournal journal = TrialJournal.open(file)) {
            SuiteRunner runner = new SuiteRunner(away, settings(1, 0, 3));
            MindException e = assertThrows(MindException.class, () -> runner.run(TASKS, journal, (d, k, a) -> {}));
            assertTrue(e.getMessage().startsWith("agent came to the end of none of 12 trials"), e.getMessage());
            List<TrialResult> some = new SuiteRunner(half, settings(1, 0, 3)).run(TASKS, journal, (d, k, a) -> {});
            assertEquals(3, some.stream().filter(r -> r.failure() != null).count());
            List<TrialResult> all =
                    new SuiteRunner(back, settings(1, 0, 3)).run(TASKS, journal, (d, k, a) -> known.add(k));
            assertEquals(0, all.stream().filter(r -> r.failure() != null).count());
        }
        assertEquals(9, known.getFirst());
    }

    @Test
    void aMindThatGoesAwayIsNotJudged() throws InterruptedException {
        Path file = folder.resolve("trials.jsonl");
        AtomicInteger asked = new AtomicInteger();
        SuiteAgent leaves = new Sums.Said("agent", (question, seed) -> {
            if (asked.incrementAndGet() > 8) {
                throw MindException.away("nobody is there", null);
            }
            return Thought.of("1");
        });
        List<Integer> known = new ArrayList<>();
        try (TrialJournal journal = TrialJournal.open(file)) {
            SuiteRunner runner = new SuiteRunner(leaves, settings(1, 0, 1));
            MindException e = assertThrows(MindException.class, () -> runner.run(TASKS, journal, (d, k, a) -> {}));
            assertTrue(e.getMessage().startsWith("agent came to the end of 4 of 12 trials"), e.getMessage());
            assertTrue(asked.get() < 20, asked + " questions to nobody");
            SuiteAgent back = new Sums.Said("agent", (question, seed) -> Thought.of("1"));
            List<TrialResult> all =
                    new SuiteRunner(back, settings(1, 0, 1)).run(TASKS, journal, (d, k, a) -> known.add(k));
            assertEquals(0, all.stream().filter(r -> r.failure() != null).count());
        }
        assertEquals(4, known.getFirst());
    }

    @Test
    void aMindThatFailsGivesUpAndIsCounted() throws InterruptedException {
        TrialResult result =
                run(new Sums.Said("dumb", (q, seed) -> null), settings(1, 1, 1)).getFirst();
        assertEquals("no thought", result.failure());
        assertEquals(0, result.outcome().score());
    }
}
