package org.menura.tensor.cpu.gemm;

import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.simd.Simd;

/**
 * MatMul of blocks that stay in the first-level cache, which add to a matrix where it lies: what gradients are made of.
 * Blocks are row-major with rows of {@link #SIZE} floats. Each sum is added up in the order of its terms, whatever the
 * size of the blocks.
 */
public interface BlockKernel {
    /** Rows and columns of a block. */
    int SIZE = KvCache.BLOCK;

    /** Rows that are computed together. */
    int ROWS = 4;

    /** The fastest kernel. */
    BlockKernel BEST = Simd.ON ? new VectorBlocks() : new PlainBlocks();

    /** Columns of c are computed by so many; all of them are read and written. */
    int lanes();

    /**
     * {@code c[i, j] += Σ a[k, i] · b[k, j]}.
     *
     * @param a [depth, rows] from {@code a0} on
     * @param b [depth, cols] from {@code b0} on
     * @param c [rows, cols] from {@code c0} on, {@code stride} floats from row to row
     * @param rows a multiple of {@link #ROWS}
     */
    void across(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols);

    /**
     * {@code c[i, j] += Σ a[i, k] · b[k, j]}.
     *
     * @param a [rows, depth] from {@code a0} on
     * @param b [depth, cols] from {@code b0} on
     * @param c [rows, cols] from {@code c0} on, {@code stride} floats from row to row
     * @param rows a multiple of {@link #ROWS}
     */
    void along(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols);

    /** {@code d[i] = p[i] · (d[i] - shift)}: softmax backwards. */
    void softmaxBack(float[] p, int p0, float shift, float[] d, int d0, int n);
}
