package org.menura.tensor.cpu.int8;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;

/**
 * Rows of activations, rounded to 8 bits for products with quantised weights: each block of {@link #BLOCK} elements is
 * scaled so that its greatest magnitude becomes 127. Rounded once per product, read by all threads.
 */
public final class Int8Rows {
    /** Elements that share a scale. */
    public static final int BLOCK = 32;

    static final int MOST = 127;

    static final int FOUR = 4;

    public final int rows;
    public final int in;

    /** Blocks per row. */
    final int blocks;

    /** [rows, in], -127 to 127, each in the lower and again in the upper half: a pair of 16-bit lanes. */
    public final int[] pairs;

    /** The values of {@link #pairs} for whole fours of rows, side by side: [rows / 4, in, 4]. */
    final int[] fours;

    /** [rows, blocks]; the activation is about its integer times the scale of its block. */
    public final float[] scales;

    /** [rows, blocks], the sums of the integers. */
    public final int[] sums;

    /** [rows, blocks, 2], the same of the halves of blocks. */
    final int[] halfSums;

    /** Rounds x [rows, in] with {@code in} a multiple of {@link #BLOCK}; a block with NaN or infinities becomes NaN. */
    public Int8Rows(Tensor x, Primitives primitives) {
        this.rows = Math.toIntExact(x.shape().rows());
        this.in = x.shape().cols();
        this.blocks = in / BLOCK;
        this.pairs = new int[rows * in];
        this.scales = new float[rows * blocks];
        this.sums = new int[rows * blocks];
        this.halfSums = new int[rows * blocks * 2];
        for (int b = 0; b < scales.length; b++) {
            int at = x.offset() + b * BLOCK;
            float most = primitives.maxMagnitude(x.floats(), at, BLOCK);
            float scale = most / MOST;
            // Below the least normal number a quotient would lose digits or be infinite.
            float factor = most < Float.MIN_NORMAL * MOST ? 0 : MOST / most;
            scales[b] = most * 0 == 0 ? scale : Float.NaN;
            int half = BLOCK / 2;
            halfSums[2 * b] = primitives.roundToPairs(x.floats(), at, factor, pairs, b * BLOCK, half);
            halfSums[2 * b + 1] = primitives.roundToPairs(x.floats(), at + half, factor, pairs, b * BLOCK + half, half);
            sums[b] = halfSums[2 * b] + halfSums[2 * b + 1];
        }
        this.fours = new int[rows / FOUR * FOUR * in];
        for (int r = 0; r < fours.length / Math.max(1, in); r++) {
            int to = r / FOUR * FOUR * in + r % FOUR;
            for (int i = 0; i < in; i++) {
                fours[to + FOUR * i] = pairs[r * in + i];
            }
        }
    }
}
