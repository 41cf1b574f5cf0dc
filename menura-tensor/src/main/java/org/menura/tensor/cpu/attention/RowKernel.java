package org.menura.tensor.cpu.attention;

/**
 * The arithmetic of a {@link RowBlock}. Matrices are row-major with rows of {@link QueryBlock#SIZE} floats; whole
 * vectors of them may be read and written.
 */
interface RowKernel {
    /** Matrices have room for a multiple of so many rows. */
    int ROWS = 8;

    /** The most floats that a vector has. */
    int LANES = 16;

    /**
     * {@code c[r, i] += Σ w[r, k] · x[k, i]}.
     *
     * @param w [rows, depth] from {@code w0} on
     * @param x [depth, n] from {@code x0} on
     * @param c [rows, n] from {@code c0} on
     * @param depth at most {@link QueryBlock#SIZE}
     * @param rows 1 to {@link #ROWS}
     */
    void add(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int rows, int n);

    /** The greatest of the scores {@code low} to {@code high} of a row that starts at {@code s0}. */
    float max(float[] s, int s0, int low, int high);

    /**
     * Replaces the scores {@code low} to {@code high} of a row by {@code exp(score - shift)} and the others of {@code n}
     * by 0.
     *
     * @param sums {@link #LANES} floats from {@code u0} on, among which the results are added
     */
    void weigh(float[] s, int s0, int low, int high, int n, float shift, float[] sums, int u0);

    /** Sum of {@link #LANES} floats. */
    float total(float[] sums, int u0);
}
