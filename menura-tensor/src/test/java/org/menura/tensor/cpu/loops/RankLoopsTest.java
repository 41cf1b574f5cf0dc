package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.library.SparseFactors;

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
                int[] offsets = new int[terms];
                for (int j = 0; j < terms; j++) {
                    offsets[j] = (terms - 1 - j) * (n + 2);
                }
                new PlainRankLoops().combine(RowFactors.of(factors, 1, 1, terms), offsets, x, 1, expected, 2, n, n);
                new VectorRankLoops().combine(RowFactors.of(factors, 1, 1, terms), offsets, x, 1, actual, 2, n, n);
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
            loops.combine(RowFactors.of(factors, 0, 1, 7), offsets, x, 0, combined, 0, n, n);
            float[] sums = y.clone();
            loops.outer(factors, 0, 7, 5, x, 0, n, sums, 0, n, n);
            for (int i = 0; i < n; i++) {
                float[] alone = y.clone();
                loops.combine(RowFactors.of(factors, 0, 1, 7), offsets, x, i, alone, i, n, 1);
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
    void rowsMayHaveTermsOfTheirOwn() {
        float[] x = {1, 10, 100, 1000};
        SparseFactors f = new SparseFactors(3, new int[] {2, 0, 2, 0, 1, 1}, new float[] {2, 3, 5});
        for (RankLoops loops : new RankLoops[] {new PlainRankLoops(), new VectorRankLoops(), RankLoops.BEST}) {
            float[] y = {9, 0.5f, 0, 9, -0.0f, -0.0f, 9, 0, 0};
            loops.combine(f, x, y, 1, 3, 2);
            assertArrayEquals(new float[] {9, 302.5f, 3020, 9, -0.0f, -0.0f, 9, 50, 500}, y);
        }
    }

    @Test
    void addWhatTheySay() {
        float[] factors = {2, 3, 5, 7};
        float[] x = {1, 10, 100, 1000};
        float[] y = {0.5f, 0};
        RankLoops.BEST.combine(RowFactors.of(factors, 0, 1, 2), new int[] {0, 2}, x, 0, y, 0, 2, 2);
        assertArrayEquals(new float[] {302.5f, 3020}, y);
        float[] rows = {0.5f, 0, 0, 0};
        RankLoops.BEST.combine(RowFactors.turned(factors, 0, 2, 2), new int[] {2, 0}, x, 0, rows, 0, 2, 2);
        assertArrayEquals(new float[] {205.5f, 2050, 307, 3070}, rows);
        float[] products = {0, 0, 9, 0, 0};
        RankLoops.BEST.dots(x, 0, 2, 2, factors, 0, 2, 2, products, 0, 3, 2);
        assertArrayEquals(new float[] {32, 75, 9, 3200, 7500}, products);
        float[] sum = {0.5f, 0, 0, 0};
        RankLoops.BEST.outer(factors, 0, 2, 2, x, 0, 2, sum, 0, 2, 2);
        assertArrayEquals(new float[] {502.5f, 5020, 703, 7030}, sum);
    }
}
