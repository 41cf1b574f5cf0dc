package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class BeamSearchTest {
    private static final int EOS = 0;

    /** A state that remembers its tokens, so that a wrong fork or a use after release shows. */
    private static final class History {
        final List<Integer> tokens;

        History(List<Integer> tokens) {
            this.tokens = new ArrayList<>(tokens);
        }
    }

    /** A language in which the next token depends on the last one: {@code probs[last][next]}. */
    private static final class Markov implements BeamModel<History> {
        final double[][] probs;
        final Set<History> alive = new HashSet<>();
        int steps;

        Markov(double[][] probs) {
            this.probs = probs;
        }

        History start() {
            History state = new History(List.of());
            alive.add(state);
            return state;
        }

        @Override
        public float[][] step(List<History> states, int[] tokens) {
            steps++;
            float[][] logits = new float[tokens.length][];
            for (int i = 0; i < tokens.length; i++) {
                assertTrue(alive.contains(states.get(i)));
                states.get(i).tokens.add(tokens[i]);
                assertEquals(steps, states.get(i).tokens.size());
                logits[i] = Distribution.logits(probs[tokens[i]]);
            }
            return logits;
        }

        @Override
        public History fork(History state) {
            assertTrue(alive.contains(state));
            History copy = new History(state.tokens);
            alive.add(copy);
            return copy;
        }

        @Override
        public void release(History state) {
            assertTrue(alive.remove(state));
        }

        List<Hypothesis> search(BeamParams params, int... prompt) {
            steps = 0;
            List<Hypothesis> found = new BeamSearch(params).search(this, start(), prompt);
            assertTrue(alive.isEmpty(), "states were not released");
            return found;
        }
    }

    /** Greedy takes 1 (0.6) and then 0.4 at best; 2 (0.4) is followed by the end with 0.9. */
    private static final double[][] GARDEN_PATH = {
        {1, 0, 0, 0}, {0.4, 0.3, 0.3, 0}, {0.9, 0.05, 0.05, 0}, {0, 0.6, 0.4, 0},
    };

    private static void assertTokens(Hypothesis hypothesis, int... tokens) {
        assertArrayEquals(tokens, hypothesis.tokens(), () -> Arrays.toString(hypothesis.tokens()));
    }

    @Test
    void findsWhatGreedySearchMisses() {
        Markov model = new Markov(GARDEN_PATH);
        assertTokens(model.search(BeamParams.of(1, 2, Set.of(EOS)), 3).getFirst(), 1, EOS);
        List<Hypothesis> found = model.search(BeamParams.of(2, 2, Set.of(EOS)), 3);
        assertTokens(found.getFirst(), 2, EOS);
        assertEquals(Math.log(0.4 * 0.9) / 2, found.getFirst().score(), 1e-6);
        assertTokens(found.get(1), 1, EOS);
        assertEquals(Math.log(0.6 * 0.4) / 2, found.get(1).score(), 1e-6);
    }

    @Test
    void lengthPenaltyWeighsLengthAgainstProbability() {
        // Ends at once with 0.5; or goes on with 0.5, then with 0.9 each time.
        double[][] probs = {{1, 0, 0}, {0.1, 0.9, 0}, {0.5, 0.5, 0}};
        Markov model = new Markov(probs);
        BeamParams params = BeamParams.of(2, 4, Set.of(EOS)).withEarlyStopping(EarlyStopping.NEVER);
        assertTokens(model.search(params.withLengthPenalty(0), 2).getFirst(), EOS);
        List<Hypothesis> found = model.search(params.withLengthPenalty(2), 2);
        assertTokens(found.getFirst(), 1, 1, 1, 1);
        assertEquals(Math.log(0.5 * 0.9 * 0.9 * 0.9) / 16, found.getFirst().score(), 1e-6);
    }

    @Test
    void earlyStoppingDecidesHowLongToGoOn() {
        double[][] probs = {{1, 0, 0}, {0.1, 0.9, 0}, {0.5, 0.5, 0}};
        Markov model = new Markov(probs);
        BeamParams params = BeamParams.of(1, 10, Set.of(EOS));
        assertTokens(
                model.search(params.withEarlyStopping(EarlyStopping.TRUE), 2).getFirst(), EOS);
        assertEquals(1, model.steps);
        // The going beam stands at ln 0.5 / 1, which does not exceed the finished ln 0.5 / 1.
        model.search(params.withEarlyStopping(EarlyStopping.FALSE), 2);
        assertEquals(1, model.steps);
        // At length 10 it might have ln 0.5 / 10.
        List<Hypothesis> found = model.search(params.withEarlyStopping(EarlyStopping.NEVER), 2);
        assertEquals(10, model.steps);
        assertEquals(10, found.getFirst().tokens().length);
        assertEquals(EarlyStopping.NEVER, EarlyStopping.parse("never"));
        assertEquals(EarlyStopping.TRUE, EarlyStopping.parse("True"));
        assertThrows(IllegalArgumentException.class, () -> EarlyStopping.parse("maybe"));
    }

    @Test
    void anEndBelowTheFirstRanksDoesNotFinish() {
        // The end ranks third behind 1 and 2, so with two beams it is passed over at the first step.
        double[][] probs = {{1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 1}, {0.2, 0.5, 0.3, 0}};
        List<Hypothesis> found = new Markov(probs).search(BeamParams.of(2, 2, Set.of(EOS)), 3);
        assertTokens(found.get(0), 1, 3);
        assertTokens(found.get(1), 2, 3);
    }

    @Test
    void noEndBeforeTheShortestLength() {
        Markov model = new Markov(GARDEN_PATH);
        for (Hypothesis hypothesis :
                model.search(BeamParams.of(3, 6, Set.of(EOS)).withMinNewTokens(4), 3)) {
            assertTrue(hypothesis.tokens().length > 4);
        }
    }

    @Test
    void severalTokensMayEnd() {
        List<Hypothesis> found = new Markov(GARDEN_PATH).search(BeamParams.of(2, 5, Set.of(1, 2)), 3);
        assertTokens(found.get(0), 1);
        assertTokens(found.get(1), 2);
    }

    @Test
    void noNgramComesTwice() {
        double[][] probs = {{1, 0, 0}, {0, 0.6, 0.4}, {0.01, 0.6, 0.39}};
        Markov model = new Markov(probs);
        BeamParams params = BeamParams.of(2, 8, Set.of(EOS)).withNoRepeatNgramSize(2);
        for (Hypothesis hypothesis : model.search(params, 2, 1)) {
            int[] tokens = hypothesis.tokens();
            Set<List<Integer>> bigrams = new HashSet<>(List.of(List.of(2, 1), List.of(1, tokens[0])));
            for (int i = 1; i < tokens.length; i++) {
                assertTrue(bigrams.add(List.of(tokens[i - 1], tokens[i])), Arrays.toString(tokens));
            }
        }
        // After 2 and 1 all but the end are used up, which never follows 1; so the beam ends there.
        List<Hypothesis> distinct = model.search(params.withNoRepeatNgramSize(1), 2);
        assertTokens(distinct.get(0), 1);
        assertTokens(distinct.get(1), EOS);
    }

    @Test
    void repetitionPenaltyScalesLogProbabilities() {
        double[][] probs = {{1, 0, 0}, {0.01, 0.5, 0.49}, {0.01, 0.5, 0.49}};
        List<Hypothesis> found =
                new Markov(probs).search(BeamParams.of(1, 1, Set.of(EOS)).withRepetitionPenalty(2), 1);
        assertTokens(found.getFirst(), 2);
        found = new Markov(probs).search(BeamParams.of(1, 2, Set.of(EOS)).withRepetitionPenalty(1.5f), 1, 2);
        assertEquals(1.5 * Math.log(0.5), found.getFirst().score(), 1e-6);
    }

    /** With as many beams as there are sequences, the search is exhaustive. */
    @Test
    void findsTheBestOfAllSequencesGivenEnoughBeams() {
        Rng rng = new Rng(8);
        int vocabulary = 4;
        int longest = 4;
        for (int round = 0; round < 20; round++) {
            double[][] probs = new double[vocabulary][vocabulary];
            for (double[] row : probs) {
                double sum = 0;
                for (int i = 0; i < vocabulary; i++) {
                    row[i] = 0.01 + rng.nextDouble();
                    sum += row[i];
                }
                for (int i = 0; i < vocabulary; i++) {
                    row[i] /= sum;
                }
            }
            for (float lengthPenalty : new float[] {-1, 0, 0.5f, 1, 2}) {
                List<Hypothesis> all = new ArrayList<>();
                enumerate(probs, new int[] {3}, 0, longest, lengthPenalty, all);
                all.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
                BeamParams params = BeamParams.of(256, longest, Set.of(EOS))
                        .withLengthPenalty(lengthPenalty)
                        .withEarlyStopping(EarlyStopping.NEVER);
                List<Hypothesis> found = new Markov(probs).search(params, 3);
                assertEquals(all.size(), found.size());
                for (int i = 0; i < all.size(); i++) {
                    assertEquals(all.get(i).score(), found.get(i).score(), 1e-5);
                }
                int[] best = found.getFirst().tokens(); // not always all's first, since orders of the same steps tie
                assertTrue(all.stream()
                        .anyMatch(h -> Arrays.equals(best, h.tokens())
                                && Math.abs(h.score() - all.getFirst().score()) < 1e-5));
            }
        }
    }

    private static void enumerate(
            double[][] probs, int[] tokens, double sum, int longest, float penalty, List<Hypothesis> all) {
        int length = tokens.length - 1;
        if (length > 0 && (tokens[length] == EOS || length == longest)) {
            all.add(new Hypothesis(Arrays.copyOfRange(tokens, 1, length + 1), sum / Math.pow(length, penalty)));
            return;
        }
        for (int next = 0; next < probs.length; next++) {
            int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
            longer[tokens.length] = next;
            enumerate(probs, longer, sum + Math.log(probs[tokens[length]][next]), longest, penalty, all);
        }
    }

    @Test
    void statesAreReleasedWhenTheModelFails() {
        Markov model = new Markov(GARDEN_PATH);
        BeamModel<History> failing = new BeamModel<>() {
            @Override
            public float[][] step(List<History> states, int[] tokens) {
                if (model.steps == 2) {
                    throw new IllegalStateException("out of memory");
                }
                return model.step(states, tokens);
            }

            @Override
            public History fork(History state) {
                return model.fork(state);
            }

            @Override
            public void release(History state) {
                model.release(state);
            }
        };
        BeamSearch search = new BeamSearch(BeamParams.of(3, 9, Set.of(EOS)));
        History start = model.start();
        assertThrows(IllegalStateException.class, () -> search.search(failing, start, new int[] {3}));
        assertTrue(model.alive.isEmpty());
    }

    @Test
    void refusesBadInput() {
        BeamParams params = BeamParams.of(2, 5, Set.of(EOS));
        assertThrows(IllegalArgumentException.class, () -> new Markov(GARDEN_PATH).search(params));
        assertThrows(IllegalArgumentException.class, () -> BeamParams.of(0, 5, Set.of()));
        assertThrows(IllegalArgumentException.class, () -> BeamParams.of(1, 0, Set.of()));
        assertThrows(IllegalArgumentException.class, () -> params.withLengthPenalty(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> params.withRepetitionPenalty(0));
        assertThrows(IllegalArgumentException.class, () -> params.withNoRepeatNgramSize(-1));
        double[][] broken = {{Double.NaN, 1}, {Double.NaN, 1}};
        assertThrows(IllegalArgumentException.class, () -> new Markov(broken).search(params, 1));
        assertFalse(new Markov(GARDEN_PATH).search(params, 3).isEmpty());
    }
}
