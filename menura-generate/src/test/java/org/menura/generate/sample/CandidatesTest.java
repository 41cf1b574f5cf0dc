package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Rng;

class CandidatesTest {
    private static int[] sortedIds(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
    }

    private static float[] logits(String kind, int n) {
        Rng rng = new Rng(n);
        float[] logits = new float[n];
        for (int i = 0; i < n; i++) {
            logits[i] = switch (kind) {
                case "random" -> (float) rng.nextGaussian();
                case "ties" -> rng.nextInt(5);
                case "rising" -> i;
                case "falling" -> -i;
                case "organ pipes" -> -Math.abs(i - n / 2);
                case "equal" -> 1;
                default -> rng.nextInt(3) == 0 ? Float.NEGATIVE_INFINITY : rng.nextFloat();
            };
        }
        return logits;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "ties", "rising", "falling", "organ pipes", "equal", "masked"})
    void anyPrefixComesInTotalOrder(String kind) {
        Candidates candidates = new Candidates();
        for (int n : new int[] {1, 2, 3, 16, 17, 40, 1000, 5000}) {
            float[] logits = logits(kind, n);
            int[] expected = sortedIds(logits);
            for (int k : new int[] {1, 2, 15, 17, 100, n}) {
                candidates.reset(logits);
                candidates.order(k / 2);
                candidates.order(k);
                for (int i = 0; i < Math.min(k, n); i++) {
                    assertEquals(expected[i], candidates.id(i));
                    assertEquals(logits[expected[i]], candidates.logit(i));
                }
                int[] all = Distribution.ids(candidates);
                Arrays.sort(all);
                assertArrayEquals(IntStream.range(0, n).toArray(), all);
            }
        }
    }

    @Test
    void aVocabularyIsCheapToOrder() {
        int n = 150_000;
        for (String kind : new String[] {"rising", "falling", "organ pipes", "equal", "ties"}) {
            Candidates candidates = new Candidates();
            candidates.reset(logits(kind, n));
            candidates.order(n);
            assertEquals(sortedIds(logits(kind, n))[n - 1], candidates.id(n - 1));
        }
    }

    @Test
    void changingALogitPutsItOutOfOrder() {
        Candidates candidates = Distribution.of(0.1, 0.2, 0.3, 0.4);
        candidates.order(4);
        assertArrayEquals(new int[] {3, 2, 1, 0}, Distribution.ids(candidates));
        candidates.setLogit(3, 5);
        assertEquals(3, candidates.argmax());
        candidates.order(2);
        assertEquals(0, candidates.id(0));
        assertEquals(3, candidates.id(1));
    }

    @Test
    void findsTokensInAnyOrder() {
        Candidates candidates = Distribution.of(0.1, 0.2, 0.3, 0.4);
        assertEquals(2, candidates.find(2));
        candidates.order(4);
        assertEquals(1, candidates.find(2));
        candidates.truncate(2);
        assertEquals(-1, candidates.find(0));
        assertEquals(-1, candidates.find(7));
        assertEquals(-1, candidates.find(-1));
    }

    @Test
    void dropsFromBothEnds() {
        Candidates candidates = Distribution.of(0.1, 0.4, 0.3, 0.2);
        candidates.order(4);
        candidates.dropFirst(1);
        assertArrayEquals(new int[] {2, 3, 0}, Distribution.ids(candidates));
        assertEquals(0, candidates.argmax());
        candidates.keepFrom((float) Math.log(0.15));
        assertArrayEquals(new int[] {2, 3}, Distribution.ids(candidates));
        candidates.truncate(1);
        candidates.softmax();
        assertEquals(1, candidates.prob(0));
    }

    @Test
    void keepingByLogitKeepsAnOrderedPrefixOrdered() {
        Candidates candidates = Distribution.of(0.1, 0.4, 0.3, 0.2);
        candidates.order(1);
        candidates.keepFrom((float) Math.log(0.15));
        assertEquals(1, candidates.id(0));
        candidates.order(3);
        assertArrayEquals(new int[] {1, 2, 3}, Distribution.ids(candidates));
    }

    @Test
    void softmaxIsStableForLargeLogits() {
        Candidates candidates = new Candidates();
        candidates.reset(new float[] {10_000, 10_000 + (float) Math.log(3)});
        candidates.softmax();
        assertEquals(0.25, candidates.prob(0), 1e-3);
        assertEquals(0.5623, candidates.entropy(), 1e-3); // −¼ ln ¼ − ¾ ln ¾
    }

    @Test
    void reusesItsArraysForSmallerVocabularies() {
        Candidates candidates = Distribution.of(0.25, 0.25, 0.25, 0.25);
        candidates.order(4);
        candidates.reset(Distribution.logits(0.5, 0.5));
        assertArrayEquals(new int[] {0, 1}, Distribution.ids(candidates));
    }

    @Test
    void refusesBrokenLogits() {
        Candidates candidates = new Candidates();
        assertThrows(IllegalArgumentException.class, () -> candidates.reset(new float[0]));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> candidates.reset(new float[] {1, bad}))
                    .getMessage();
            assertTrue(message.contains("token 1"), message);
        }
        candidates.reset(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY});
        assertThrows(IllegalStateException.class, candidates::softmax);
    }
}
