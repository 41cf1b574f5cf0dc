package org.menura.tensor.cpu.matmul;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.int8.Int8Rows;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/** MatMul of activations rounded to 8 bits: plain and vector kernels give the same bytes. */
@Tag("slow")
class Int8ProductsTest {
    private static final Kernels PLAIN = new PlainKernels();
    private static final Kernels VECTOR = new VectorKernels();

    private static float[] linear(Kernels kernels, int threads, Tensor x, Tensor w, Tensor bias) {
        ProductOptions options = new ProductOptions(false, false, false, false);
        float[] out = new float[(int) x.shape().rows() * w.dim(0)];
        Arrays.fill(out, Float.NaN);
        new MatMul(new Workers(threads), kernels, options, new ReentrantLock()).linear(x, w, bias, out);
        return out;
    }

    /** Against the exact product with what the activations are rounded to. */
    private static void assertProduct(Tensor x, Tensor w, float[] actual) {
        Int8Rows rounded = new Int8Rows(x, PLAIN.primitives());
        float[] weights = w.toFloats();
        for (int r = 0; r < rounded.rows; r++) {
            for (int o = 0; o < w.dim(0); o++) {
                double sum = 0;
                double magnitude = 0;
                for (int i = 0; i < rounded.in; i++) {
                    int at = r * rounded.in + i;
                    double a = (short) rounded.pairs[at] * (double) rounded.scales[at / Int8Rows.BLOCK];
                    double term = a * weights[o * rounded.in + i];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, actual[r * w.dim(0) + o], 1e-6 * magnitude + 1e-30, "row " + r + ", output " + o);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_K", "Q6_K"})
    void bothKernels(DType type) {
        RandomTensors random = new RandomTensors(type.ordinal());
        for (int rows = 1; rows <= 17; rows++) {
            int in = type.blockSize() * (1 + random.below(9));
            Tensor w = random.stored(type, 1 + random.below(150), in);
            Tensor x = random.heap(rows, in);
            if (rows <= 16) {
                float[] plain = linear(PLAIN, 1, x, w, null);
                assertProduct(x, w, plain);
                assertArrayEquals(plain, linear(VECTOR, 1, x, w, null));
            }
            Tensor bias = random.heap(w.dim(0));
            float[] one = linear(VECTOR, 1, x, w, bias);
            assertArrayEquals(one, linear(VECTOR, 2, x, w, bias));
            assertArrayEquals(one, linear(VECTOR, 3, x, w, bias));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_K", "Q6_K"})
    void commonTypesHaveKernels(DType type) {
        Tensor w = new RandomTensors(1).stored(type, 1, 256);
        assertNotNull(VECTOR.rounded(w, new Workers(1)));
        assertNotNull(PLAIN.rounded(w, new Workers(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_K", "Q6_K"})
    void extremeWeightsAndActivations(DType type) {
        RandomTensors random = new RandomTensors(2);
        Tensor w = random.stored(type, 33, 256);
        byte[] ones = new byte[(int) w.segment().byteSize()];
        for (int i = 0; i < ones.length; i++) {
            // All quants at one end of their range, and scales of about -0.0003 and 0.06.
            int at = i % type.blockBytes();
            boolean endsScale = type == DType.Q6_K ? at == 209 : at == 1 || type == DType.Q4_K && at == 3;
            ones[i] = (byte) (endsScale ? 0x2b : i / type.blockBytes() % 2 == 0 ? 0x88 : 0xff);
        }
        w.segment().copyFrom(MemorySegment.ofArray(ones));
        Tensor x = random.heap(1, 256);
        for (float value : new float[] {0, 1, -1, 1e-38f, 3e38f}) {
            Arrays.fill(x.floats(), value);
            float[] plain = linear(PLAIN, 1, x, w, null);
            assertArrayEquals(plain, linear(VECTOR, 1, x, w, null));
            if (value != 3e38f) {
                assertProduct(x, w, plain);
            }
        }
        x.floats()[x.offset() + 40] = Float.NaN;
        assertTrue(Float.isNaN(linear(PLAIN, 1, x, w, null)[3]));
        assertTrue(Float.isNaN(linear(VECTOR, 1, x, w, null)[3]));
    }

    @Test
    void roundingIsToNearestAndTheSameInBothKernels() {
        RandomTensors random = new RandomTensors(3);
        Tensor x = random.heap(5, 96);
        Int8Rows plain = new Int8Rows(x, PLAIN.primitives());
        Int8Rows vector = new Int8Rows(x, VECTOR.primitives());
        assertArrayEquals(plain.pairs, vector.pairs);
        assertArrayEquals(plain.scales, vector.scales);
        assertArrayEquals(plain.sums, vector.sums);
        for (int i = 0; i < 5 * 96; i++) {
            float step = plain.scales[i / Int8Rows.BLOCK];
            int q = (short) plain.pairs[i];
            assertEquals(q, plain.pairs[i] >> 16);
            assertEquals(x.floats()[x.offset() + i], q * step, 0.5001f * step);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void aRowDoesNotDependOnTheOthers(int rows) {
        RandomTensors random = new RandomTensors(rows);
        Tensor w = random.stored(DType.Q4_0, 70, 320);
        Tensor x = random.heap(16, 320);
        float[] all = linear(VECTOR, 1, x, w, null);
        float[] some = linear(VECTOR, 1, x.rows(16 - rows, 16), w, null);
        assertArrayEquals(Arrays.copyOfRange(all, (16 - rows) * 70, 16 * 70), some);
    }
}
