package org.menura.tensor.cpu.gemm;

import java.util.Arrays;

/** {@link BlockKernel} for blocks of any size up to its own: what does not fill tiles goes through a block beside it. */
public final class BlockSums {
    private static final int SIZE = BlockKernel.SIZE;
    private static final int ROWS = BlockKernel.ROWS;

    private final BlockKernel kernel;
    private final float[] edge = new float[SIZE * SIZE];

    public BlockSums(BlockKernel kernel) {
        this.kernel = kernel;
    }

    /** See {@link BlockKernel#across}. */
    public void across(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        if (fits(rows, cols)) {
            kernel.across(a, a0, b, b0, depth, c, c0, stride, rows, cols);
        } else {
            kernel.across(a, a0, b, b0, depth, cleared(rows), 0, SIZE, filled(rows), cols);
            add(c, c0, stride, rows, cols);
        }
    }

    /** See {@link BlockKernel#along}. */
    public void along(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        if (fits(rows, cols)) {
            kernel.along(a, a0, b, b0, depth, c, c0, stride, rows, cols);
        } else {
            kernel.along(a, a0, b, b0, depth, cleared(rows), 0, SIZE, filled(rows), cols);
            add(c, c0, stride, rows, cols);
        }
    }

    private boolean fits(int rows, int cols) {
        return rows % ROWS == 0 && cols % kernel.lanes() == 0;
    }

    /** Rows with those that fill the last tile. */
    public static int filled(int rows) {
        return Math.ceilDiv(rows, ROWS) * ROWS;
    }

    private float[] cleared(int rows) {
        Arrays.fill(edge, 0, filled(rows) * SIZE, 0);
        return edge;
    }

    private void add(float[] c, int c0, int stride, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                c[c0 + i * stride + j] += edge[i * SIZE + j];
            }
        }
    }
}
