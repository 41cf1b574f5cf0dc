package org.menura.tensor.cpu.gemm;

/**
 * The shape of a {@link Tile}, and where its operands lie: what is a constant in its loop.
 *
 * @param rows of a and c
 * @param columns of b and c
 * @param step floats from row to row of a, or {@link #ANY}
 * @param term floats from term to term of a
 * @param width floats from term to term of b
 * @param sum what becomes of c
 */
record TileShape(int rows, int columns, int step, int term, int width, Sum sum) {
    /** A step that is told with each call. It costs a register for each row, of which there should be few. */
    static final int ANY = 0;

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
