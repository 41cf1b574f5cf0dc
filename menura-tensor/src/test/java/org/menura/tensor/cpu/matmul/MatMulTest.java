package org.menura.tensor.cpu.matmul;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Plain and vector kernels against sums in double precision, and what results must not depend on. */
@Tag("slow")
class MatMulTest {
    /** Of the sum of the magnitudes of what is added up. */
    private static final double TOLERANCE = 1e-6;

    private static final Kernels PLAIN = new PlainKernels();
    private static final Kernels VECTOR = new VectorKernels();

    static DType[] storedTypes() {
        return Arrays.stream(DType.values())
                .filter(t -> t.isFloat() && Codecs.of(t).canEncode())
                .toArray(DType[]::new);
    }

    private static MatMul products(int threads, Kernels kernels) {
        ProductOptions options = new ProductOptions(true, true, false, false);
        return new MatMul(new Workers(threads), kernels, options, new ReentrantLock());
    }

    private static float[] linear(MatMul p, Tensor x, Tensor w, Tensor bias) {
        float[] out = new float[(int) x.shape().rows() * w.dim(0)];
        Arrays.fill(out, Float.NaN);
        p.linear(x, w, bias, out);
        return out;
    }

    private static void assertProduct(Tensor x, Tensor w, Tensor bias, float[] actual) {
        int in = x.shape().cols();
        int outs = w.dim(0);
        float[] xs = x.toFloats();
        float[] ws = w.toFloats();
        for (int r = 0; r < x.shape().rows(); r++) {
            for (int o = 0; o < outs; o++) {
                double sum = bias == null ? 0 : bias.toFloats()[o];
                double magnitude = Math.abs(sum);
                for (int i = 0; i < in; i++) {
                    double term = (double) xs[r * in + i] * ws[o * in + i];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, actual[r * outs + o], TOLERANCE * magnitude + 1e-30, "row " + r + ", output " + o);
            }
        }
    }

    private static void checkBoth(Tensor x, Tensor w, Tensor bias) {
        assertProduct(x, w, bias, linear(products(1, PLAIN), x, w, bias));
        assertProduct(x, w, bias, linear(products(1, VECTOR), x, w, bias));
    }

    @ParameterizedTest
    @MethodSource("storedTypes")
    void storedWeights(DType type) {
        RandomTensors random = new RandomTensors(type.ordinal());
        int block = type.blockSize();
        for (int rows = 1; rows <= 9; rows++) {
            // Plain types have rows of any length, also shorter than a vector.
            int in = block > 1 ? block * (1 + random.below(4)) : 1 + random.below(150);
            Tensor w = random.stored(type, 1 + random.below(9), in);
            Tensor bias = rows % 2 == 0 ? random.heap(w.dim(0)) : null;
            checkBoth(random.heap(rows, in), w, bias);
        }
    }

    @ParameterizedTest
    @MethodSource("storedTypes")
    void storedRowsLongerThanWhatIsDecodedAtATime(DType type) {
        RandomTensors random = new RandomTensors(type.ordinal());
        int in = 5120 + type.blockSize();
        Tensor w = random.stored(type, 3, in);
        checkBoth(random.heap(2, in), w, null);
        checkBoth(random.heap(11, in), w, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q5_K", "Q6_K"})
    void commonTypesHaveKernels(DType type) {
        Tensor w = new RandomTensors(1).stored(type, 1, 256);
        assertNotNull(VECTOR.product(Tensor.zeros(1, 256), w, new float[1]));
    }

    @Test
    void everyHalf() {
        short[] halves = new short[1 << 16];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) i;
        }
        Tensor w = Tensor.of(MemorySegment.ofArray(halves), DType.F16, Shape.of(halves.length / 32, 32));
        float[] values = w.toFloats();
        for (int lane = 0; lane < 32; lane++) {
            Tensor x = Tensor.zeros(1, 32);
            x.floats()[lane] = 1;
            float[] actual = linear(products(1, VECTOR), x, w, null);
            for (int o = 0; o < actual.length; o++) {
                boolean finite = true;
                for (int i = 0; i < 32; i++) {
                    finite &= Float.isFinite(values[o * 32 + i]);
                }
                assertEquals(finite ? values[o * 32 + lane] + 0f : Float.NaN, finite ? actual[o] : actual[o] * 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 47, 100})
    void floatsInArrays(int rows) {
        RandomTensors random = new RandomTensors(rows);
        int in = 1 + random.below(1200);
        checkBoth(random.heap(rows, in), random.heap(1 + random.below(70), in), null);
    }

    @Test
    void moreRowsThanArePackedAtATime() {
        RandomTensors random = new RandomTensors(7);
        checkBoth(random.heap(801, 33), random.heap(35, 33), random.heap(35));
    }

    @Test
    void nothing() {
        RandomTensors random = new RandomTensors(8);
        checkBoth(random.heap(0, 7), random.heap(3, 7), null);
        checkBoth(random.heap(9, 7), random.heap(0, 7), null);
        checkBoth(random.heap(2, 0), random.heap(3, 0), random.heap(3));
        checkBoth(random.heap(9, 0), random.heap(3, 0), random.heap(3));
    }

    @Test
    void partsOfTensors() {
        RandomTensors random = new RandomTensors(9);
        for (int rows : new int[] {2, 10}) {
            Tensor x = random.heap(rows + 3, 64).rows(2, rows + 2);
            checkBoth(x, random.heap(20, 64).rows(3, 17), null);
            checkBoth(x, random.stored(DType.Q8_0, 20, 64).rows(3, 17), null);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 9, 40})
    void matmul(int rows) {
        RandomTensors random = new RandomTensors(rows);
        int inner = 1 + random.below(600);
        int cols = 1 + random.below(90);
        Tensor a = random.heap(rows, inner);
        Tensor b = random.heap(inner, cols);
        Tensor transposed = Tensor.zeros(cols, inner);
        for (int i = 0; i < inner; i++) {
            for (int o = 0; o < cols; o++) {
                transposed.floats()[o * inner + i] = b.floats()[b.offset() + i * cols + o];
            }
        }
        for (Kernels kernels : new Kernels[] {PLAIN, VECTOR}) {
            float[] out = new float[rows * cols];
            Arrays.fill(out, Float.NaN);
            products(1, kernels).matmul(a, b, out);
            assertProduct(a, transposed, null, out);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q8_0", "Q4_K", "Q5_1"})
    void resultsDoNotDependOnTheNumberOfThreads(DType type) {
        RandomTensors random = new RandomTensors(3);
        Tensor w = random.stored(type, 517, 512);
        Tensor heap = random.heap(517, 512);
        Tensor b = random.heap(512, 517);
        for (int rows : new int[] {1, 3, 50}) {
            Tensor x = random.heap(rows, 512);
            for (Kernels kernels : new Kernels[] {PLAIN, VECTOR}) {
                float[] one = new float[rows * 517];
                products(1, kernels).matmul(x, b, one);
                for (int threads = 2; threads <= 3; threads++) {
                    MatMul p = products(threads, kernels);
                    assertArrayEquals(linear(products(1, kernels), x, w, null), linear(p, x, w, null));
                    assertArrayEquals(linear(products(1, kernels), x, heap, null), linear(p, x, heap, null));
                    float[] many = new float[rows * 517];
                    p.matmul(x, b, many);
                    assertArrayEquals(one, many);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q8_0", "Q6_K", "Q5_0"})
    void resultsOfARowDoNotDependOnTheOthers(DType type) {
        RandomTensors random = new RandomTensors(4);
        Tensor w = random.stored(type, 37, 768);
        Tensor x = random.heap(800, 768);
        for (Kernels kernels : new Kernels[] {PLAIN, VECTOR}) {
            MatMul p = products(1, kernels);
            float[] all = linear(p, x, w, null);
            for (int rows : new int[] {9, 16, 23, 50}) {
                int from = random.below(800 - rows);
                float[] some = linear(p, x.rows(from, from + rows), w, null);
                assertArrayEquals(Arrays.copyOfRange(all, from * 37, (from + rows) * 37), some);
            }
            float[] few = linear(p, x.rows(0, 4), w, null);
            float[] single = linear(p, x.rows(3, 4), w, null);
            assertArrayEquals(Arrays.copyOfRange(few, 3 * 37, 4 * 37), single);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"F16", "Q8_0", "Q6_K"})
    void embedding(DType type) {
        Tensor table = new RandomTensors(5).stored(type, 10, 256);
        float[] all = table.toFloats();
        float[] out = new float[3 * 256];
        MatMul.embedding(table, new int[] {9, 0, 9}, out);
        for (int i = 0; i < 3; i++) {
            int id = i == 1 ? 0 : 9;
            assertArrayEquals(
                    Arrays.copyOfRange(all, id * 256, (id + 1) * 256), Arrays.copyOfRange(out, i * 256, (i + 1) * 256));
        }
        assertThrows(IllegalArgumentException.class, () -> MatMul.embedding(table, new int[] {10}, out));
        assertThrows(IllegalArgumentException.class, () -> MatMul.embedding(table, new int[] {-1}, out));
    }
}
