package org.menura.tensor.cpu.gemm;

/**
 * The innermost block of a matrix product: the sums of some outputs of some rows of x, which stay in registers while
 * the inner dimension passes by. Each sum is added up in the order of the inner dimension, whatever the block's size.
 */
public interface Tile {
    /** Outputs of a block. */
    int outs();

    /** Rows of x in a vector. */
    int lanes();

    /** The most vectors that a block spans. */
    int vectors();

    /**
     * {@code c[o, r] += Σ w[o, k] · x[k, r]} for {@link #outs} outputs o, {@code vectors · lanes} rows r of x and
     * {@code depth} steps k.
     *
     * @param w weights from {@code w0} on, {@link Gemm#DEPTH} floats from output to output
     * @param x from {@code x0} on, for each vector of rows [depth, lanes], {@code plane} floats from vector to vector
     * @param vectors 1 to {@link #vectors()}
     * @param c sums from {@code c0} on, {@code stride} floats from output to output
     */
    void add(float[] w, int w0, float[] x, int x0, int plane, int vectors, int depth, float[] c, int c0, int stride);
}
