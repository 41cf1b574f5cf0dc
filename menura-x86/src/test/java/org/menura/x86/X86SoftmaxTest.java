package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.SoftmaxKernels;

/** Softmax of attention over a sequence: its gradients, and what it does with what lies outside of an array, and with what it has no code for. */
class X86SoftmaxTest {
    private static final int BLOCK = KvCache.BLOCK;
    private static final int ROWS = 201;
    private static final int DIM = 48;
    private static final float STEP = 1e-3f;

    private final Random random = new Random(6);

    private static SoftmaxKernels kernels() {
        SoftmaxKernels found = FoundKernels.softmax();
        assumeTrue(found != null, "no code for this machine");
        return found;
    }

    @Test
    void weighsRowsOfSomeBlocks() {
        float[] s = new float[2 * BLOCK * BLOCK];
        s[3] = (float) Math.log(2);
        float[] sums = new float[2];
        assertTrue(kernels().weigh(s, 2, 2, sums));
        assertEquals(1, s[3]);
        assertEquals(0.5f, s[4], 1e-6f);
        assertEquals(1 + (2 * BLOCK - 1) / 2f, sums[0], 1e-4f);
        assertEquals(2 * BLOCK, sums[1]);
        assertEquals(0, s[2 * BLOCK], "the third row is none of them");
    }

    @Test
    void leavesWhatItHasNoCodeFor() {
        SoftmaxKernels kernels = kernels();
        float[] x = {1, 2, 3, 4};
        assertFalse(kernels.columnMax(x, 0, 1, 4, x));
        assertFalse(kernels.columnExp(x, 0, 1, 4, x, x, 0));
        assertFalse(kernels.dots(x, 0, x, 0, 4, 1, 4, x));
        assertFalse(kernels.weigh(x, 0, 1, x));
        assertFalse(kernels.back(x, 0, x, x, 0));
        assertArrayEquals(new float[] {1, 2, 3, 4}, x);
    }

    @Test
    void refusesWhatLiesOutside() {
        SoftmaxKernels kernels = kernels();
        float[] x = new float[2 * BLOCK];
        float[] few = new float[15];
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.columnMax(x, 1, 8, 16, x));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.columnMax(x, 0, 8, 16, few));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.columnExp(x, 0, 9, 16, x, x, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.columnExp(x, 0, 8, 16, few, x, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.columnExp(x, 0, 8, 16, x, x, 2 * BLOCK - 15));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.weigh(x, 3, 1, x));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.weigh(x, 1, 2, x));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.weigh(x, 2, 1, new float[1]));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.back(x, 1, x, x, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.back(x, 0, few, x, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.dots(x, 0, x, 1, 64, 2, 64, x));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.dots(x, 0, x, 0, -64, 2, 64, x));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.dots(x, 0, x, 0, 0, 16, 64, few));
    }

    static Stream<AttentionSpec> specs() {
        AttentionSpec causal = AttentionSpec.causal(0.3f);
        return Stream.of(
                causal,
                AttentionSpec.full(0.3f),
                causal.withWindow(70),
                causal.withPrefix(5),
                causal.withWindow(3).withSoftcap(2));
    }

    /** Goes a little way in a direction, and compares the change with the gradients. */
    @ParameterizedTest
    @MethodSource("specs")
    void attentionAndItsGradientsBelongTogether(AttentionSpec spec) {
        kernels();
        CpuBackend cpu = new CpuBackend(2);
        Segments segments = Segments.ofLengths(1, 70, 0, 130);
        Tensor[] qkv = {heads(4), heads(2), heads(2)};
        Tensor dy = heads(4);
        Tensor y = cpu.attention(qkv[0], qkv[1], qkv[2], spec, null, segments, segments, null);
        Tensor[] gradients = {Tensor.zeros(ROWS, 4, DIM), Tensor.zeros(ROWS, 2, DIM), Tensor.zeros(ROWS, 2, DIM)};
        new CpuGradients(cpu)
                .attention(
                        qkv[0],
                        qkv[1],
                        qkv[2],
                        spec,
                        null,
                        segments,
                        segments,
                        y,
                        dy,
                        gradients[0],
                        gradients[1],
                        gradients[2],
                        null);
        for (int i = 0; i < qkv.length; i++) {
            float[] x = qkv[i].floats();
            float[] direction = heads(qkv[i].dim(1)).floats();
            float[] kept = x.clone();
            double expected = dot(gradients[i].floats(), direction);
            double[] ends = new double[2];
            for (int end = 0; end < 2; end++) {
                for (int at = 0; at < x.length; at++) {
                    x[at] = kept[at] + (end == 0 ? -STEP : STEP) * direction[at];
                }
                Tensor moved = cpu.attention(qkv[0], qkv[1], qkv[2], spec, null, segments, segments, null);
                ends[end] = dot(moved.floats(), dy.floats());
            }
            System.arraycopy(kept, 0, x, 0, x.length);
            double scale = Math.sqrt(dot(gradients[i].floats(), gradients[i].floats()));
            assertEquals(expected, (ends[1] - ends[0]) / (2 * STEP), 0.005 * scale, "operand " + i);
        }
    }

    private Tensor heads(int heads) {
        Tensor t = Tensor.zeros(ROWS, heads, DIM);
        float[] x = t.floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
