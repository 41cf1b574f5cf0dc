package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops, which agree in every bit, and what they add. */
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
                new PlainRankLoops().combine(factors, 1, terms, x, 1, n + 2, expected, 2, n);
                new VectorRankLoops().combine(factors, 1, terms, x, 1, n + 2, actual, 2, n);
                assertArrayEquals(expected, actual);
                new PlainRankLoops().outer(factors, 1, terms, 5, x, 1, n + 2, expected, 2, n + 1, n);
                new VectorRankLoops().outer(factors, 1, terms, 5, x, 1, n + 2, actual, 2, n + 1, n);
                assertArrayEquals(expected, actual);
            }
        }
    }

    @Test
    void addWhatTheySay() {
        float[] factors = {2, 3, 5, 7};
        float[] x = {1, 10, 100, 1000};
        float[] y = {0.5f, 0};
        RankLoops.BEST.combine(factors, 0, 2, x, 0, 2, y, 0, 2);
        assertArrayEquals(new float[] {302.5f, 3020}, y);
        float[] sum = {0.5f, 0, 0, 0};
        RankLoops.BEST.outer(factors, 0, 2, 2, x, 0, 2, sum, 0, 2, 2);
        assertArrayEquals(new float[] {502.5f, 5020, 703, 7030}, sum);
    }
}
