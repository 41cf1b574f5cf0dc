package org.menura.tensor.cpu.gemm;

import java.util.Arrays;
import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.simd.Simd;

/**
 * MatMul of blocks that stay in the first-level cache, which add to a matrix where it lies: what gradients are made of.
 * Blocks are row-major with rows of {@link #SIZE} floats. Each sum is added up in the order of its terms, whatever the
 * size of the blocks; what does not fill tiles goes through a block beside c.
 */
public final class BlockSums {
    /** Rows and columns of a block. */
    public static final int SIZE = KvCache.BLOCK;

    /** Rows that are computed together. */
    private static final int ROWS = 4;

    private final TileGrid across;
    private final TileGrid along;
    private final float[] edge = new float[SIZE * SIZE];

    /** By the fastest tiles. */
    public BlockSums() {
        this(Simd.ON);
    }

    BlockSums(boolean simd) {
        this.across = new TileGrid(simd, 1, SIZE, SIZE, FloatTile.Sum.CONTINUE);
        this.along = new TileGrid(simd, SIZE, 1, SIZE, FloatTile.Sum.CONTINUE);
    }

    /**
     * {@code c[i, j] += Σ a[k, i] · b[k, j]}.
     *
     * @param a [depth, rows] from {@code a0} on
     * @param b [depth, cols] from {@code b0} on
     * @param c [rows, cols] from {@code c0} on, {@code stride} floats from row to row
     */
    public void across(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        add(across, a, a0, 1, b, b0, depth, c, c0, stride, rows, cols);
    }

    /**
     * {@code c[i, j] += Σ a[i, k] · b[k, j]}.
     *
     * @param a [rows, depth] from {@code a0} on
     * @param b [depth, cols] from {@code b0} on
     * @param c [rows, cols] from {@code c0} on, {@code stride} floats from row to row
     */
    public void along(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        add(along, a, a0, SIZE, b, b0, depth, c, c0, stride, rows, cols);
    }

    /** {@link #along} into a block, whose rows and columns behind the last ones are read and written, too. */
    public void alongWhole(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int rows, int cols) {
        along.add(a, a0, SIZE, b, b0, depth, c, c0, SIZE, filled(rows), cols, ROWS);
    }

    private void add(
            TileGrid tiles,
            float[] a,
            int a0,
            int step,
            float[] b,
            int b0,
            int depth,
            float[] c,
            int c0,
            int stride,
            int rows,
            int cols) {
        if (fits(rows, cols)) {
            tiles.add(a, a0, step, b, b0, depth, c, c0, stride, rows, cols, ROWS);
            return;
        }
        Arrays.fill(edge, 0, filled(rows) * SIZE, 0);
        tiles.add(a, a0, step, b, b0, depth, edge, 0, SIZE, filled(rows), cols, ROWS);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                c[c0 + i * stride + j] += edge[i * SIZE + j];
            }
        }
    }

    /** Whether such a block fills tiles. */
    public boolean fits(int rows, int cols) {
        return rows % ROWS == 0 && cols % along.lanes() == 0;
    }

    /** Rows with those that fill the last tile. */
    private static int filled(int rows) {
        return Math.ceilDiv(rows, ROWS) * ROWS;
    }
}
