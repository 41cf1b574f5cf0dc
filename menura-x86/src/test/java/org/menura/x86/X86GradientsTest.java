package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.GradientKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.library.SparseFactors;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RankLoops;
import org.menura.tensor.cpu.loops.RotationsBack;

/** What losses and gradients are computed with on such processors, beside plain loops; and what lies outside of an array. */
class X86GradientsTest {
    private final Random random = new Random(3);

    private static GradientKernels kernels() {
        KernelLibrary library = FoundKernels.get();
        assumeTrue(library != null && library.gradients() != null, "no code for this machine");
        return library.gradients();
    }

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 300, 1024, 1031})
    void theFastestAgreeWithPlainLoops(int n) {
        kernels();
        Primitives best = Primitives.BEST;
        Primitives plain = Primitives.PLAIN;
        float[] x = values(n + 2);
        float[] y = values(n + 2);
        assertEquals(plain.max(x, 1, n), best.max(x, 1, n));
        assertEquals(plain.maxMagnitude(x, 1, n), best.maxMagnitude(x, 1, n));
        assertEquals(plain.sumBelow(x, 1, 0.7f, n), best.sumBelow(x, 1, 0.7f, n), 1e-5f * n);
        assertEquals(
                plain.sumBelow(x, 1, Float.POSITIVE_INFINITY, n),
                best.sumBelow(x, 1, Float.POSITIVE_INFINITY, n),
                1e-5f * n);
        assertEquals(0, best.sumBelow(x, 1, 0, n));
        float[] exps = new float[n];
        float[] others = new float[n];
        float sum = plain.expBelow(x, 1, 3, exps, 0, n);
        assertEquals(sum, best.expBelow(x, 1, 3, others, 0, n), 1e-5f * sum);
        assertArrayEquals(exps, others, 1e-5f);
        for (float least : new float[] {0, Float.MIN_VALUE, 0.5f, 2, Float.POSITIVE_INFINITY}) {
            float[] some = x.clone();
            some[n / 2] = Float.NaN;
            some[n / 3] = -0f;
            some[n] = Float.NEGATIVE_INFINITY;
            int[] places = new int[n];
            int[] found = new int[n];
            int count = plain.places(some, 1, least, places, n);
            assertEquals(count, best.places(some, 1, least, found, n));
            assertArrayEquals(Arrays.copyOf(places, count), Arrays.copyOf(found, count), "at least " + least);
        }
        short[] halves = new short[n];
        short[] rounded = new short[n];
        plain.toBf16(x, 1, halves, 0, n);
        best.toBf16(x, 1, rounded, 0, n);
        assertArrayEquals(halves, rounded);
        float[] added = y.clone();
        float[] fused = y.clone();
        plain.axpy(0.3f, x, 1, added, 2, n);
        best.axpy(0.3f, x, 1, fused, 2, n);
        assertArrayEquals(added, fused, 1e-6f);
        added = y.clone();
        float[] products = y.clone();
        Arithmetic.PLAIN.addProduct(x, 1, y, 0, added, 2, n);
        Arithmetic.BEST.addProduct(x, 1, y, 0, products, 2, n);
        assertArrayEquals(added, products);
    }

    /** A row's bits do not depend on what is computed with it. */
    @Test
    void rowsAloneAndTogether() {
        kernels();
        int n = 336;
        float[] x = values(5 * n);
        float[] m = values(7 * n);
        float[] together = new float[5 * 7];
        RankLoops.BEST.dots(x, 0, n, 5, m, 0, n, 7, together, 0, 7, n);
        float[] y = values(5 * n);
        float[] combined = y.clone();
        int[] offsets = IntStream.range(0, 7).map(j -> j * n).toArray();
        RankLoops.BEST.combine(RowFactors.of(together, 0, 5, 7), offsets, m, 0, combined, 0, n, n);
        for (int r = 0; r < 5; r++) {
            float[] alone = new float[7];
            RankLoops.BEST.dots(x, r * n, n, 1, m, 0, n, 7, alone, 0, 7, n);
            for (int j = 0; j < 7; j++) {
                assertEquals(alone[j], together[7 * r + j]);
            }
            float[] row = y.clone();
            RankLoops.BEST.combine(RowFactors.of(alone, 0, 1, 7), offsets, m, 0, row, r * n, n, n);
            for (int i = r * n; i < (r + 1) * n; i++) {
                assertEquals(row[i], combined[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 64, 100, 640, 657})
    void rowsWithTermsOfTheirOwnAreCombinedAsOneByOne(int n) {
        float[] rows = values(6 * n + 1);
        float[] y = values(4 * (n + 3) + 2);
        int[] entries = {2, 5 * n, 1, 0, 3, 0, 2 * n + 1, n, 1, 4 * n};
        float[] factors = {2, -3, 0.5f, 7, 0.25f, 11};
        float[] expected = y.clone();
        RowFactors two = RowFactors.of(factors, 0, 1, 2);
        GradientKernels kernels = kernels();
        assertTrue(kernels.combine(two, new int[] {5 * n, 1}, rows, 0, expected, 2, n + 3, n));
        RowFactors three = RowFactors.of(factors, 2, 1, 3);
        assertTrue(kernels.combine(three, new int[] {0, 2 * n + 1, n}, rows, 0, expected, 2 + 2 * (n + 3), n + 3, n));
        RowFactors one = RowFactors.of(factors, 5, 1, 1);
        assertTrue(kernels.combine(one, new int[] {4 * n}, rows, 0, expected, 2 + 3 * (n + 3), n + 3, n));
        float[] combined = y.clone();
        SparseFactors sparse = new SparseFactors(4, entries, factors);
        assertTrue(kernels.combine(sparse, rows, combined, 2, n + 3, n));
        assertArrayEquals(expected, combined);
    }

    @ParameterizedTest
    @CsvSource({"16, 8, 1", "64, 32, 3", "64, 16, 2", "256, 128, 4", "96, 32, 1", "48, 24, 2", "20, 10, 2"})
    void rotationsAreTurnedBackAsByLoops(int dim, int pairs, int heads) {
        RotationsBack code = new RotationsBack(kernels());
        RotationsBack loops = new RotationsBack(null);
        for (boolean interleaved : new boolean[] {false, true}) {
            float[] dy = values(heads * dim + 1);
            float[] angles = values(2 * pairs + 3);
            float[] dx = values(heads * dim + 2);
            float[] plain = dx.clone();
            code.turn(dy, 1, angles, 3, pairs, interleaved, heads, dim, dx, 2);
            loops.turn(dy, 1, angles, 3, pairs, interleaved, heads, dim, plain, 2);
            assertArrayEquals(plain, dx);
        }
    }

    @Test
    void refusesWhatLiesOutside() {
        GradientKernels kernels = kernels();
        float[] x = new float[256];
        float[] out = new float[16];
        int[] offsets = {0, 193};
        RowFactors f = RowFactors.of(out, 0, 1, 2);
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.max(x, 1, out, 0, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.maxMagnitude(x, -1, out, 0, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.sumBelow(x, 0, 1, out, 16, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.places(x, 1, 1, new int[256], offsets, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.places(x, 0, 1, new int[255], offsets, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.places(x, 0, 1, new int[256], new int[0], 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.expBelow(x, 0, 1, out, 0, out, 0, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.toBf16(x, 0, new short[255], 0, 256));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.axpy(1, x, 0, out, 0, 32));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.addProduct(x, 0, out, 0, x, 0, 32));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.slope(Activation.SILU, x, 0, out, 0, 32));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.combine(f, offsets, x, 0, out, 0, 16, 64));
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.combine(f, new int[] {0, -1}, x, 0, out, 0, 16, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.combine(f, new int[] {0}, x, 0, out, 0, 16, 16));
        for (int[] entries : new int[][] {{1, 193}, {1, -1}, {2, 0}, {-1, 0}, {1}, {}, {17}}) {
            SparseFactors sparse = new SparseFactors(1, entries, out);
            assertThrows(IndexOutOfBoundsException.class, () -> kernels.combine(sparse, x, x, 0, 64, 64));
        }
        SparseFactors missing = new SparseFactors(1, new int[] {2, 0, 0}, new float[1]);
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.combine(missing, x, x, 0, 64, 64));
        SparseFactors many = new SparseFactors(2, new int[] {0, 0}, out);
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.combine(many, x, out, 0, 16, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.dots(x, 0, 64, 5, x, 0, 64, 1, out, 0, 1, 64));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.dots(x, 0, 64, 4, x, 0, 64, 4, out, 0, 5, 64));
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.moments(x, 0, 0, x, 0, out, 0, 0, 32, new float[3]));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.moments(x, 0, 0, x, 0, x, 0, 0, 32, new float[2]));
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.normBack(x, 0, 0, x, 0, x, 0, 0, 1, 1, 1, out, 0, 32));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.ropeBack(x, 0, out, 0, 16, false, 1, 32, new float[32], 0));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.ropeBack(x, 0, x, 0, 16, false, 2, 32, new float[63], 0));
        assertFalse(kernels.ropeBack(x, 0, x, 0, 3, true, 1, 6, out, 0), "there is no code for it");
        assertFalse(kernels.slope(Activation.TANH, x, 0, x, 0, 32), "there is no code for it");
        assertFalse(kernels.dots(x, 0, 24, 1, x, 0, 24, 1, out, 0, 1, 24), "nor for such lengths");
    }
}
