package org.menura.tensor.cpu.matmul;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/** Gradients through a large vocabulary: what is left out is no more than rounding may change. */
class SparseThroughTest {
    private static final int ROWS = 21;
    private static final int OUTS = SparseThrough.FEWEST_OUTS + 77;
    private static final int IN = 64;

    private final RandomTensors random = new RandomTensors(3);

    /** Gradients of a cross-entropy: the more a row's logits are spread, the fewer of them matter. */
    private float[] gradients(double spread) {
        float[] dy = random.heap(ROWS, OUTS).toFloats();
        for (int r = 0; r < ROWS; r++) {
            double sum = 0;
            for (int i = 0; i < OUTS; i++) {
                sum += Math.exp(spread * dy[r * OUTS + i]);
            }
            for (int i = 0; i < OUTS; i++) {
                dy[r * OUTS + i] = (float) (Math.exp(spread * dy[r * OUTS + i]) / sum);
            }
            dy[r * OUTS + 31 * r] -= 1;
        }
        Arrays.fill(dy, 4 * OUTS, 5 * OUTS, 0); // a label that does not count
        return dy;
    }

    private static double[] exact(float[] dy, Tensor w) {
        float[] weights = w.toFloats();
        double[] out = new double[ROWS * IN];
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUTS; o++) {
                for (int i = 0; i < IN; i++) {
                    out[r * IN + i] += (double) dy[r * OUTS + o] * weights[o * IN + i];
                }
            }
        }
        return out;
    }

    private static void assertNear(double[] expected, float[] actual) {
        for (int r = 0; r < ROWS; r++) {
            double error = 0;
            double length = 0;
            for (int i = r * IN; i < (r + 1) * IN; i++) {
                error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
                length += expected[i] * expected[i];
            }
            int row = r;
            double share = Math.sqrt(error / Math.max(length, Double.MIN_NORMAL));
            assertTrue(share <= 1.0 / 256, () -> "row " + row + ": " + share);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "BF16"})
    void leavesOutWhatHardlyCounts(DType type) {
        Tensor w = random.stored(type, OUTS, IN);
        float[] dy = gradients(6);
        float[] out = new float[ROWS * IN];
        assertTrue(new SparseThrough(new Workers(1)).multiply(dy, 0, ROWS, w, out));
        assertNear(exact(dy, w), out);
        for (int threads = 2; threads <= 3; threads++) {
            float[] shared = new float[ROWS * IN];
            assertTrue(new SparseThrough(new Workers(threads)).multiply(dy, 0, ROWS, w, shared));
            assertArrayEquals(out, shared);
        }
    }

    @Test
    void isNotForGradientsThatAllCount() {
        float[] dy = gradients(0);
        for (int r = 0; r < ROWS; r++) {
            dy[r * OUTS + 31 * r] = 0;
        }
        assertFalse(new SparseThrough(new Workers(1))
                .multiply(dy, 0, ROWS, random.stored(DType.Q8_0, OUTS, IN), new float[ROWS * IN]));
    }

    /** Whether the processor has bfloat16 or not: through the call that users make. */
    @Test
    void gradientsThroughAFrozenHeadAreNear() {
        Tensor w = random.stored(DType.Q8_0, OUTS, IN);
        Tensor dy = Tensor.of(gradients(6), ROWS, OUTS);
        double[] expected = exact(dy.floats(), w);
        CpuBackend fast = new CpuBackend(2);
        assertNear(expected, new CpuGradients(fast).through(dy, w).toFloats());
        CpuBackend exact = new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(true));
        float[] all = new CpuGradients(exact).through(dy, w).toFloats();
        for (int i = 0; i < all.length; i++) {
            assertTrue(Math.abs(all[i] - expected[i]) <= 1e-5, "at " + i);
        }
    }
}
