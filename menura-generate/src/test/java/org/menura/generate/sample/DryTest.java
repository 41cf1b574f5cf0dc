package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.menura.generate.sample.Distribution.after;
import static org.menura.generate.sample.Distribution.assertProbs;
import static org.menura.generate.sample.Distribution.history;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class DryTest {
    private static final double[] FOUR = {0.25, 0.25, 0.25, 0.25};
    private static final double[] FIVE = {0.2, 0.2, 0.2, 0.2, 0.2};

    private static Dry dry(double multiplier, int allowed, int last, List<List<Integer>> breakers) {
        return new Dry((float) multiplier, 1.1f, allowed, last, SequenceBreakers.of(breakers));
    }

    /** The cases of llama.cpp's tests/test-sampling.cpp. */
    @Test
    void knownCases() {
        assertProbs(after(dry(1, 2, 4, List.of()), history(0, 1), FOUR), FOUR);
        assertProbs(
                after(dry(1, 2, 5, List.of()), history(0, 1, 2, 0, 1), FOUR), 0.296923, 0.296923, 0.109232, 0.296923);
        assertProbs(after(dry(1, 2, 6, List.of(List.of(3))), history(0, 1, 3, 4, 0, 1), FIVE), FIVE);
        assertProbs(
                after(dry(2, 2, 5, List.of()), history(0, 1, 2, 0, 1), FIVE),
                0.241818,
                0.241818,
                0.032727,
                0.241818,
                0.241818);
        assertProbs(after(dry(1, 4, 7, List.of()), history(0, 1, 2, 3, 4, 0, 1), FIVE), FIVE);
    }

    @Test
    void thePenaltyGrowsWithTheLengthOfTheRepetition() {
        Candidates candidates = Distribution.of(FIVE);
        float before = candidates.logit(3);
        new Dry(0.5f, 2, 2, -1, SequenceBreakers.NONE).apply(candidates, history(0, 1, 2, 4, 3, 0, 1, 2, 4));
        assertEquals(before - 0.5f * 4, candidates.logit(3), 1e-6); // length 4, two more than allowed
        assertEquals(before, candidates.logit(2));
    }

    @Test
    void aVeryLongRepetitionGivesAFinitePenalty() {
        int[] tokens = new int[5000];
        Candidates candidates = Distribution.of(0.5, 0.5);
        new Dry(1, 2, 1, -1, SequenceBreakers.NONE).apply(candidates, history(tokens));
        candidates.softmax();
        assertEquals(1, candidates.prob(1));
        assertEquals(-Math.pow(2, 127), candidates.logit(0), 1e32);
        Candidates flat = Distribution.of(0.5, 0.5);
        new Dry(1, 1, 1, -1, SequenceBreakers.NONE).apply(flat, history(tokens));
        assertEquals(Math.log(0.5) - 1, flat.logit(0), 1e-6);
    }

    @Test
    void breakersOfSeveralTokensCutRepetitionsOff() {
        // "2 3 1" stands twice, and a 4 followed it. With "2 3" as a breaker only the 1 counts as repeated.
        SamplingState state = history(2, 3, 1, 4, 2, 3, 1);
        Candidates free = Distribution.of(FIVE);
        dry(1, 2, -1, List.of()).apply(free, state);
        assertEquals(Math.log(0.2) - 1.1, free.logit(4), 1e-5);
        Candidates cut = Distribution.of(FIVE);
        dry(1, 2, -1, List.of(List.of(2, 3))).apply(cut, state);
        assertEquals(Math.log(0.2), cut.logit(4), 1e-6);
        Candidates partial = Distribution.of(FIVE);
        dry(1, 2, -1, List.of(List.of(3, 0))).apply(partial, state);
        assertEquals(Math.log(0.2) - 1.1, partial.logit(4), 1e-5);
    }

    @Test
    void aBreakerItselfIsNotPenalised() {
        Candidates candidates = Distribution.of(FIVE);
        dry(1, 2, -1, List.of(List.of(2))).apply(candidates, history(0, 1, 2, 3, 0, 1));
        assertEquals(Math.log(0.2), candidates.logit(2), 1e-6);
    }

    /** The penalties by comparing the history's end with every earlier place, token by token. */
    @Test
    void agreesWithASearchByHand() {
        Rng rng = new Rng(3);
        for (int round = 0; round < 2000; round++) {
            int[] tokens = new int[1 + rng.nextInt(40)];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = rng.nextInt(3);
            }
            int allowed = 1 + rng.nextInt(4);
            int last = rng.nextInt(5) == 0 ? -1 : 1 + rng.nextInt(40);
            List<List<Integer>> breakers = new ArrayList<>();
            if (rng.nextInt(2) == 0) {
                breakers.add(List.of(rng.nextInt(3), rng.nextInt(3), rng.nextInt(3)));
            }
            Candidates actual = Distribution.of(0.3, 0.3, 0.4);
            new Dry(1.5f, 1.2f, allowed, last, SequenceBreakers.of(breakers)).apply(actual, history(tokens));
            int[] lengths = repetitions(tokens, last < 0 ? tokens.length : Math.min(last, tokens.length), breakers);
            for (int token = 0; token < 3; token++) {
                double expected = Math.log(token < 2 ? 0.3 : 0.4);
                if (lengths[token] >= allowed) {
                    expected -= 1.5 * Math.pow(1.2, lengths[token] - allowed);
                }
                assertEquals(expected, actual.logit(token), 1e-2 * Math.abs(expected) + 1e-5);
            }
        }
    }

    private static int[] repetitions(int[] tokens, int window, List<List<Integer>> breakers) {
        int first = tokens.length - window;
        int limit = window;
        for (int start = first; start < tokens.length; start++) {
            for (List<Integer> breaker : breakers) {
                boolean complete = start + breaker.size() <= tokens.length;
                for (int i = 0; complete && i < breaker.size(); i++) {
                    complete = tokens[start + i] == breaker.get(i);
                }
                if (complete) {
                    limit = tokens.length - start - breaker.size();
                }
            }
        }
        int[] longest = new int[3];
        for (int end = first; end < tokens.length - 1; end++) {
            int length = 0;
            while (end - length >= first && tokens[end - length] == tokens[tokens.length - 1 - length]) {
                length++;
            }
            longest[tokens[end + 1]] = Math.max(longest[tokens[end + 1]], Math.min(length, limit));
        }
        return longest;
    }

    @Test
    void refusesBadParameters() {
        assertThrows(IllegalArgumentException.class, () -> dry(-1, 2, -1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> dry(1, -1, -1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> dry(1, 2, -2, List.of()));
        assertThrows(IllegalArgumentException.class, () -> dry(1, 2, -1, List.of(List.of())));
    }
}
