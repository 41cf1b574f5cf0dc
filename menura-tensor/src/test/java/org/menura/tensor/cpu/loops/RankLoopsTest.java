package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops, and what they add. */
class RankLoopsTest {
    private final RandomTensors random = new RandomTensors(11);

    @Test
    void agreeOnAnyLengthAndNumberOfTerms() {
        for (int terms = 0; terms < 10; terms++) {
            for (int n = 0; n < 70; n += 3) {
                float[] factors = random.heap(5 * terms + 1).toFloats();
                float[] x = random.heap(Math.max(terms, 5) * (n + 2) + 1).toFloats();
                float[] expected = random.heap(2 + Math.max(1, terms) * (n + 1)).toFloats();
                float[] actual = expected.clone();
                int[] offsets = new int[terms + 1];
                for (int j = 0; j < terms; j++) {
                    offsets[1 + j] = (terms - 1 - j) * (n + 2);
                }
                new PlainRankLoops().combine(factors, 1, offsets, 1, terms, x, 1, expected, 2, n);
                new VectorRankLoops().combine(factors, 1, offsets, 1, terms, x, 1, actual, 2, n);
                assertArrayEquals(expected, actual, 1e-4f);
                new PlainRankLoops().outer(factors, 1, terms, 5, x, 1, n + 2, expected, 2, n + 1, n);
                new VectorRankLoops().outer(factors, 1, terms, 5, x, 1, n + 2, actual, 2, n + 1, n);
                assertArrayEquals(expected, actual, 1e-4f);
            }
        }
    }

    @Test
    void aColumnsBitsDoNotDependOnItsPlace() {
        int n = 67;
        float[] factors = random.heap(35).toFloats();
        float[] x = random.heap(7 * n).toFloats();
        float[] y = random.heap(7 * n).toFloats();
        int[] offsets = {0, n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n};
        for (RankLoops loops : new RankLoops[] {new PlainRankLoops(), new VectorRankLoops(), RankLoops.BEST}) {
            float[] combined = y.clone();
            loops.combine(factors, 0, offsets, 0, 7, x, 0, combined, 0, n);
            float[] sums = y.clone();
            loops.outer(factors, 0, 7, 5, x, 0, n, sums, 0, n, n);
            for (int i = 0; i < n; i++) {
                float[] alone = y.clone();
                loops.combine(factors, 0, offsets, 0, 7, x, i, alone, i, 1);
                assertEquals(alone[i], combined[i]);
                alone = y.clone();
                loops.outer(factors, 0, 7, 5, x, i, n, alone, i, n, 1);
                for (int j = 0; j < 7; j++) {
                    assertEquals(alone[j * n + i], sums[j * n + i]);
                }
            }
        }
    }

    @Test
    void addWhatTheySay() {
        float[] factors = {2, 3, 5, 7};
        float[] x = {1, 10, 100, 1000};
        float[] y = {0.5f, 0};
        RankLoops.BEST.combine(factors, 0, new int[] {0, 2}, 0, 2, x, 0, y, 0, 2);
        assertArrayEquals(new float[] {302.5f, 3020}, y);
        float[] sum = {0.5f, 0, 0, 0};
        RankLoops.BEST.outer(factors, 0, 2, 2, x, 0, 2, sum, 0, 2, 2);
        assertArrayEquals(new float[] {502.5f, 5020, 703, 7030}, sum);
    }
}
