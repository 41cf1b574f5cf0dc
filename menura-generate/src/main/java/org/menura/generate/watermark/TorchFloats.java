package org.menura.generate.watermark;

import java.util.Arrays;
import org.menura.tensor.annotation.Internal;

/**
 * Computes sums and softmax of float32 vectors in the order of PyTorch's kernels for CPUs with AVX-512 (its sums go by 8 lanes
 * even there, its softmax by 16), where zeros may be left out. The order matters: layers of a tournament multiply by what a sum near 1 leaves to 1, so that a last bit soon becomes a
 * first one.
 *
 * <p>PyTorch on other processors adds in another order, and its results differ as much. Not safe for use by several threads
 * at once.
 */
@Internal
public final class TorchFloats {
    private static final int LANES = 8;
    private static final int SOFTMAX_LANES = 16;
    private static final int ROWS = 4;
    private static final int LEVELS = 4;
    private static final int LEAST_POWER = 4;

    private final float[][][] levels = new float[LEVELS][ROWS][LANES];
    private final float[] lanes = new float[SOFTMAX_LANES];

    /**
     * Sums the elements of a vector, in the order of {@code torch.sum}: four rows of lanes, cascaded in blocks, then the rest.
     *
     * @param values the elements that are not zero
     * @param places where they stand in the vector, in ascending order
     * @param count how many there are
     * @param size length of the vector
     */
    public float sum(float[] values, int[] places, int count, int size) {
        int width = size >= LANES ? LANES : 1;
        int vectors = size / width;
        int steps = vectors / ROWS;
        int power = Math.max(LEAST_POWER, ceilLog2(steps) / LEVELS);
        int cascaded = steps >> power << power;
        for (float[][] level : levels) {
            for (float[] row : level) {
                Arrays.fill(row, 0);
            }
        }
        int at = 0;
        int block = 0;
        for (; at < count && places[at] < steps * ROWS * width; at++) {
            int vector = places[at] / width;
            int step = vector / ROWS;
            int next = Math.min(step, cascaded) >> power;
            if (next > block) {
                carry(block, next, power);
                block = next;
            }
            levels[0][vector % ROWS][places[at] % width] += values[at];
        }
        carry(block, cascaded >> power, power);
        for (int level = 1; level < LEVELS; level++) {
            addRows(levels[0], levels[level]);
        }
        float[] first = levels[0][0];
        for (; at < count && places[at] < vectors * width; at++) {
            first[places[at] % width] += values[at];
        }
        for (int row = 1; row < ROWS; row++) {
            add(first, levels[0][row]);
        }
        float sum = 0;
        for (; at < count; at++) {
            sum += values[at];
        }
        for (int lane = 0; lane < width; lane++) {
            sum += first[lane];
        }
        return sum;
    }

    /** Moves sums a level up wherever a block, a block of blocks and so on ended between two blocks. */
    private void carry(int block, int next, int power) {
        for (int level = 1; level < LEVELS; level++) {
            int shift = power * (level - 1);
            if (shift >= Integer.SIZE || next >> shift == block >> shift) {
                return;
            }
            addRows(levels[level], levels[level - 1]);
            for (float[] row : levels[level - 1]) {
                Arrays.fill(row, 0);
            }
        }
    }

    private static void addRows(float[][] sums, float[][] others) {
        for (int row = 0; row < ROWS; row++) {
            add(sums[row], others[row]);
        }
    }

    private static void add(float[] sums, float[] others) {
        for (int lane = 0; lane < LANES; lane++) {
            sums[lane] += others[lane];
        }
    }

    private static int ceilLog2(int x) {
        return x <= 2 ? 1 : Integer.SIZE - Integer.numberOfLeadingZeros(x - 1);
    }

    /**
     * Computes the softmax of a vector, in the order of {@code torch.softmax}.
     *
     * @param values the logits that are above negative infinity; become probabilities
     * @param places as {@link #sum} has them
     */
    public void softmax(float[] values, int[] places, int count, int size) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, values[i]);
        }
        Arrays.fill(lanes, 0);
        boolean single = size < SOFTMAX_LANES;
        for (int i = 0; i < count; i++) {
            values[i] = exp(values[i] - largest);
            lanes[single ? 0 : places[i] % SOFTMAX_LANES] += values[i];
        }
        for (int half = SOFTMAX_LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                lanes[lane] += lanes[lane + half];
            }
        }
        float factor = 1 / lanes[0];
        for (int i = 0; i < count; i++) {
            values[i] *= factor;
        }
    }

    /** The exponential function as vectorised float32 code has it: a polynomial with an error of at most one unit. */
    static float exp(float x) {
        if (x < -104) {
            return 0;
        }
        int n = (int) Math.rint(x * 1.442695040888963407f);
        float rest = Math.fma(n, -0.693145751953125f, x);
        rest = Math.fma(n, -1.428606765330187045e-06f, rest);
        float y = 0.000198527617612853646278381f;
        y = Math.fma(y, rest, 0.00139304355252534151077271f);
        y = Math.fma(y, rest, 0.00833336077630519866943359f);
        y = Math.fma(y, rest, 0.0416664853692054748535156f);
        y = Math.fma(y, rest, 0.166666671633720397949219f);
        y = Math.fma(y, rest, 0.5f);
        y = 1 + Math.fma(rest * rest, y, rest);
        return y * power(n >> 1) * power(n - (n >> 1));
    }

    private static float power(int n) {
        return Float.intBitsToFloat(n + 127 << 23);
    }
}
