package org.menura.tensor.cpu.library;

import org.menura.tensor.annotation.Extension;

/**
 * The innermost block of a matrix product of floats: the sums of some rows and columns, which stay in registers while the inner
 * dimension passes by. Each is added up in the order of its terms, by fused multiply-adds, whatever the size of the tile. See
 * {@link Shape}. Each call computes on the calling thread alone, and any number of threads may call at the same time.
 */
@Extension
public interface FloatTile {
    /**
     * Adds up {@code Σ a[i, k] · b[k, j]} for {@code depth} terms k and all rows i and columns j of the tile.
     *
     * @param a from {@code a0} on
     * @param step floats from row to row of a: {@link Shape#step} unless that is {@link Shape#ANY}
     * @param b [depth, columns] from {@code b0} on
     * @param c gets the sums, from {@code c0} on, {@code stride} floats from row to row
     * @throws IndexOutOfBoundsException if an operand is too small
     */
    void add(float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride);

    /** Adds up the sums of some tiles below each other, with the same columns of b. */
    default void add(
            float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride, int tiles) {
        for (int t = 0; t < tiles; t++) {
            int row = t * rows();
            add(a, a0 + row * step, step, b, b0, depth, c, c0 + row * stride, stride);
        }
    }

    /** Returns the rows of a and c. */
    int rows();

    /**
     * The shape of a tile, and where its operands lie: what is a constant in its loop.
     *
     * @param rows of a and c
     * @param columns of b and c
     * @param step floats from row to row of a, or {@link #ANY}
     * @param term floats from term to term of a
     * @param width floats from term to term of b
     * @param sum what becomes of c
     */
    record Shape(int rows, int columns, int step, int term, int width, Sum sum) {
        /** A step that is told with each call. It may cost a register for each row, of which there should be few. */
        public static final int ANY = 0;
    }

    /** What becomes of c. */
    enum Sum {
        /** The sums replace it. */
        SET,
        /** It is what the sums begin with. */
        CONTINUE,
        /** The sums are added to it in the end. */
        ADD
    }
}
