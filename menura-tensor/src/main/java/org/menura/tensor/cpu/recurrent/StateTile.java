package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.cpu.simd.Lanes;

/**
 * Some neighbouring columns of a state [rows, columns], in whole vectors: where they lie, or in an array of their own,
 * with room behind the last column.
 *
 * @param values the array that kernels work on; column c of row r is at {@code start + r * stride + c}
 */
record StateTile(float[] values, int start, int stride, float[] state, int origin, int columns, int width) {
    /**
     * Columns of a state.
     *
     * @param origin where the first of them begins in the first row
     * @param rows rows of the state
     * @param columns length of such a row
     * @param width how many columns
     * @param copied whether an array of their own is worth it: rows that are powers of two apart compete for the same
     *     places in the cache
     */
    static StateTile of(float[] state, int origin, int rows, int columns, int width, boolean copied) {
        int lanes = Lanes.L;
        if (!copied && width % lanes == 0) {
            return new StateTile(state, origin, columns, state, origin, columns, width);
        }
        int stride = Math.ceilDiv(width, lanes) * lanes;
        float[] own = new float[rows * stride];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(state, origin + r * columns, own, r * stride, width);
        }
        return new StateTile(own, 0, stride, state, origin, columns, width);
    }

    /** Writes the columns back to where they came from. */
    void store() {
        if (values == state) {
            return;
        }
        for (int r = 0; r * stride < values.length; r++) {
            System.arraycopy(values, r * stride, state, origin + r * columns, width);
        }
    }
}
