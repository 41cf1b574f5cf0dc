package org.menura.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** The backend's products with many rows, which oneDNN computes. */
@Tag("slow")
class CpuBackendTest {
    private static final double FLOAT = 1e-6;

    /** Twice the rounding error of bfloat16, which both factors have. */
    private static final double BF16 = 0x1p-8;

    @BeforeAll
    static void present() {
        assumeTrue(Platform.current() != null && new OneDnnFinder().find() != null);
    }

    private static CpuBackend backend(int threads, boolean exact) {
        return new CpuBackend(
                CpuOptions.fastest().withThreads(threads).withExact(exact).withKernels(false));
    }

    @Test
    void namesTheLibrary() {
        assertTrue(
                backend(1, false).engine().contains("oneDNN"), backend(1, false).engine());
        CpuBackend without =
                new CpuBackend(CpuOptions.fastest().withLibraries(false).withKernels(false));
        assertEquals("CPU", without.engine());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0"})
    void storedWeights(DType type) {
        Random random = new Random(type.ordinal());
        for (int rows : new int[] {12, 16, 17, 33, 64, 65, 130, 600}) {
            int in = 32 * (1 + random.nextInt(12));
            Tensor w = stored(type, random, 32 + random.nextInt(200), in);
            Tensor x = heap(random, rows, in);
            check(x, w, true, FLOAT);
            check(x, w, false, type == DType.F32 ? FLOAT : BF16);
        }
    }

    @RepeatedTest(10)
    void weightsInArrays(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int in = 32 + random.nextInt(400);
        check(heap(random, 12 + random.nextInt(500), in), heap(random, 32 + random.nextInt(200), in), false, FLOAT);
    }

    @RepeatedTest(10)
    void matmul(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int inner = 32 + random.nextInt(400);
        int cols = 32 + random.nextInt(1200);
        Tensor a = heap(random, 12 + random.nextInt(300), inner);
        Tensor b = heap(random, inner, cols);
        float[] transposed = new float[inner * cols];
        for (int i = 0; i < inner; i++) {
            for (int c = 0; c < cols; c++) {
                transposed[c * inner + i] = b.floats()[b.offset() + i * cols + c];
            }
        }
        float[] one = backend(1, false).matmul(a, b).toFloats();
        assertArrayEquals(one, backend(2, false).matmul(a, b).toFloats());
        compare(a, Tensor.of(transposed, cols, inner), one, FLOAT);
    }

    /** Rows of a scope of so many, cut anywhere, against all rows together. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0"})
    void rowsAreAlikeWhereThatIsAskedFor(DType type) {
        Random random = new Random(type.ordinal());
        for (int in : new int[] {64, 640, 2048, 5632}) {
            Tensor w = stored(type, random, 70, in);
            Tensor x = heap(random, 150, in);
            for (boolean exact : new boolean[] {false, true}) {
                CpuBackend ops = backend(2, exact);
                float[] whole = linearAs(ops, x, w);
                int from = 0;
                while (from < 150) {
                    int to = Math.min(150, from + 1 + random.nextInt(60));
                    float[] part = linearAs(ops, x.rows(from, to), w);
                    assertArrayEquals(Arrays.copyOfRange(whole, from * 70, to * 70), part, exact + ", inner " + in);
                    from = to;
                }
            }
        }
    }

    private static float[] linearAs(CpuBackend ops, Tensor x, Tensor w) {
        try (Backend.Scope _ = ops.scope(17)) {
            return ops.linear(x, w, null).toFloats();
        }
    }

    private static void check(Tensor x, Tensor w, boolean exact, double tolerance) {
        float[] one = backend(1, exact).linear(x, w, null).toFloats();
        assertArrayEquals(one, backend(2, exact).linear(x, w, null).toFloats(), "1 and 2 threads");
        assertArrayEquals(one, backend(3, exact).linear(x, w, null).toFloats(), "1 and 3 threads");
        compare(x, w, one, tolerance);
    }

    private static void compare(Tensor x, Tensor w, float[] actual, double tolerance) {
        int in = x.shape().cols();
        int outs = w.dim(0);
        float[] xs = x.toFloats();
        float[] ws = w.toFloats();
        for (int r = 0; r < x.dim(0); r++) {
            for (int o = 0; o < outs; o++) {
                double sum = 0;
                double magnitude = 0;
                for (int i = 0; i < in; i++) {
                    double term = (double) xs[r * in + i] * ws[o * in + i];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, actual[r * outs + o], tolerance * magnitude + 1e-30, "row " + r + ", output " + o);
            }
        }
    }

    /** A float tensor that doesn't begin where its array does. */
    private static Tensor heap(Random random, int rows, int cols) {
        float[] values = new float[3 + rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, 3, Shape.of(rows, cols));
    }

    private static Tensor stored(DType type, Random random, int rows, int cols) {
        MemorySegment segment = Arena.ofAuto().allocate(type.bytes((long) rows * cols), 64);
        Tensor values = heap(random, rows, cols);
        Codecs.of(type).encode(values.floats(), values.offset(), rows * cols, segment, 0);
        return Tensor.of(segment, type, Shape.of(rows, cols));
    }

    /** What a softmax over many classes leaves, and what has as many large numbers as small ones. */
    @ParameterizedTest
    @EnumSource(names = {"BF16", "Q8_0", "Q6_K"})
    void gradientsThroughLargeVocabularies(DType type) {
        Random random = new Random(type.ordinal());
        int outs = 20_000;
        int in = 256;
        Tensor w = stored(type, random, outs, in);
        Tensor values = w.toHeap();
        for (double sharpness : new double[] {0, 5}) {
            for (int rows : new int[] {16, 37, 530}) {
                Tensor dy = Tensor.zeros(rows, outs);
                for (int i = 0; i < rows * outs; i++) {
                    dy.floats()[i] = (float) Math.exp(sharpness * random.nextGaussian()) / outs;
                }
                for (int r = 1; r < rows; r += 7) {
                    Arrays.fill(dy.floats(), r * outs, (r + 1) * outs, 0);
                }
                float[] found =
                        new CpuGradients(backend(1, false)).through(dy, w).toFloats();
                assertArrayEquals(
                        found,
                        new CpuGradients(backend(3, false)).through(dy, w).toFloats());
                for (int i = 0; i < 20; i++) {
                    int r = random.nextInt(rows);
                    int c = random.nextInt(in);
                    double sum = 0;
                    double magnitude = 0;
                    for (int o = 0; o < outs; o++) {
                        double term =
                                (double) dy.floats()[r * outs + o] * values.floats()[values.offset() + o * in + c];
                        sum += term;
                        magnitude += Math.abs(term);
                    }
                    assertEquals(sum, found[r * in + c], BF16 * magnitude);
                }
            }
        }
    }

    /** On the way back, only what is no finer than bfloat16 is rounded to it. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K"})
    void gradientsThroughStoredWeights(DType type) {
        Random random = new Random(type.ordinal());
        boolean rounds = type != DType.F32 && type != DType.F16;
        for (int[] size : new int[][] {{16, 40, 256}, {130, 1100, 256}, {600, 300, 512}, {20, 5000, 256}}) {
            Tensor w = stored(type, random, size[1], size[2]);
            Tensor dy = heap(random, size[0], size[1]);
            float[] found = new CpuGradients(backend(1, false)).through(dy, w).toFloats();
            assertArrayEquals(
                    found, new CpuGradients(backend(3, false)).through(dy, w).toFloats());
            float[] exact = new CpuGradients(backend(2, true)).through(dy, w).toFloats();
            if (!rounds) {
                assertArrayEquals(exact, found);
                continue;
            }
            Tensor values = w.toHeap();
            for (int i = 0; i < 100; i++) {
                int r = random.nextInt(size[0]);
                int c = random.nextInt(size[2]);
                double sum = 0;
                double magnitude = 0;
                for (int o = 0; o < size[1]; o++) {
                    double term = (double) dy.floats()[dy.offset() + r * size[1] + o]
                            * values.floats()[values.offset() + o * size[2] + c];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, found[r * size[2] + c], BF16 * magnitude);
                assertEquals(sum, exact[r * size[2] + c], 1e-5 * magnitude);
            }
        }
    }

    /** Of layers that are trained: so many that weights are laid out for the library. */
    @RepeatedTest(10)
    void manyRowsInBfloat16(RepetitionInfo info) {
        assumeTrue(new OneDnnFinder().find().fastBf16());
        Random random = new Random(info.getCurrentRepetition());
        Tensor x = heap(random, 256 + random.nextInt(900), 32 + random.nextInt(300));
        Tensor w = heap(random, 32 + random.nextInt(1500), x.dim(1));
        float[] out = null;
        for (int threads : new int[] {1, 2, 3}) {
            CpuBackend ops = new CpuBackend(
                    CpuOptions.fastest().withThreads(threads).withKernels(false).withBf16(true));
            float[] found = ops.linear(x, w, null).toFloats();
            if (out != null) {
                assertArrayEquals(out, found);
            }
            out = found;
        }
        compare(x, w, out, BF16);
    }

    /** Of layers that are trained, where products are asked to round to bfloat16. */
    @RepeatedTest(10)
    void gradientsInBfloat16(RepetitionInfo info) {
        assumeTrue(new OneDnnFinder().find().fastBf16());
        Random random = new Random(info.getCurrentRepetition());
        int rows = 12 + random.nextInt(2500);
        int outs = 64 + random.nextInt(700);
        int in = 32 + random.nextInt(300);
        Tensor dy = heap(random, rows, outs);
        Tensor x = heap(random, rows, in);
        Tensor w = heap(random, outs, in);
        Tensor dw = heap(random, outs, in);
        float[] before = dw.toFloats();
        float[] through = null;
        float[] outer = null;
        for (int threads : new int[] {1, 2, 3}) {
            System.arraycopy(before, 0, dw.floats(), dw.offset(), before.length);
            CpuGradients gradients = inBfloat16(threads);
            gradients.outer(dy, x, dw);
            float[] back = gradients.through(dy, w).toFloats();
            if (threads > 1) {
                assertArrayEquals(outer, dw.toFloats());
                assertArrayEquals(through, back);
            }
            outer = dw.toFloats();
            through = back;
        }
        for (int i = 0; i < 100; i++) {
            int o = random.nextInt(outs);
            int c = random.nextInt(in);
            double sum = before[o * in + c];
            double magnitude = 0;
            for (int r = 0; r < rows; r++) {
                double term = (double) at(dy, r, o) * at(x, r, c);
                sum += term;
                magnitude += Math.abs(term);
            }
            assertEquals(sum, outer[o * in + c], BF16 * magnitude);
            int r = random.nextInt(rows);
            sum = 0;
            magnitude = 0;
            for (int k = 0; k < outs; k++) {
                double term = (double) at(dy, r, k) * at(w, k, c);
                sum += term;
                magnitude += Math.abs(term);
            }
            assertEquals(sum, through[r * in + c], BF16 * magnitude);
        }
    }

    /** More gradients than are rounded at a time. */
    @Test
    void gradientsOfManyOutputsInBfloat16() {
        assumeTrue(new OneDnnFinder().find().fastBf16());
        Random random = new Random(1);
        int rows = 300;
        int outs = 150_000;
        int in = 32;
        Tensor dy = heap(random, rows, outs);
        Tensor x = heap(random, rows, in);
        Tensor dw = Tensor.zeros(outs, in);
        inBfloat16(2).outer(dy, x, dw);
        for (int i = 0; i < 100; i++) {
            int o = random.nextInt(outs);
            int c = random.nextInt(in);
            double sum = 0;
            double magnitude = 0;
            for (int r = 0; r < rows; r++) {
                double term = (double) at(dy, r, o) * at(x, r, c);
                sum += term;
                magnitude += Math.abs(term);
            }
            assertEquals(sum, at(dw, o, c), BF16 * magnitude);
        }
    }

    /** Both gradients of a layer at once: to rounding the ones that are computed apart, and the same on any number of threads. */
    @RepeatedTest(8)
    void bothGradientsInBfloat16(RepetitionInfo info) {
        assumeTrue(new OneDnnFinder().find().fastBf16());
        Random random = new Random(100 + info.getCurrentRepetition());
        int rows = 12 + random.nextInt(2500);
        int outs = info.getCurrentRepetition() > 6 ? 4_000 + random.nextInt(14_000) : 64 + random.nextInt(700);
        int in = 32 + random.nextInt(200);
        Tensor dy = heap(random, rows, outs);
        Tensor x = heap(random, rows, in);
        Tensor w = heap(random, outs, in);
        Tensor dw = heap(random, outs, in);
        float[] before = dw.toFloats();
        float[] through = null;
        float[] outer = null;
        for (int threads : new int[] {1, 2, 3}) {
            CpuGradients gradients = inBfloat16(threads);
            System.arraycopy(before, 0, dw.floats(), dw.offset(), before.length);
            float[] back = gradients.linear(dy, x, w, dw).toFloats();
            if (threads == 1) {
                through = back;
                outer = dw.toFloats();
                System.arraycopy(before, 0, dw.floats(), dw.offset(), before.length);
                gradients.outer(dy, x, dw);
                assertArrayEquals(gradients.through(dy, w).toFloats(), back, 1e-2f);
                assertArrayEquals(dw.toFloats(), outer, 1e-2f);
            } else {
                assertArrayEquals(through, back);
                assertArrayEquals(outer, dw.toFloats());
            }
        }
    }

    private static CpuGradients inBfloat16(int threads) {
        return new CpuGradients(new CpuBackend(
                CpuOptions.fastest().withThreads(threads).withKernels(false).withBf16(true)));
    }

    private static float at(Tensor t, int row, int col) {
        return t.floats()[t.offset() + row * t.shape().cols() + col];
    }
}
