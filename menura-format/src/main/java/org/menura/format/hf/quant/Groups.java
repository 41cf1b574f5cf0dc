package org.menura.format.hf.quant;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;

/**
 * Which of a tensor's scales belongs to an element.
 *
 * @param matrixRows rows of each matrix in a stack of them
 * @param gridRows rows of scales of each matrix
 * @param blockHeight rows that share a row of scales
 * @param rowStride distance of two rows of scales in their array
 * @param columns for each column, the distance of its scale from the first one of the row
 */
record Groups(long matrixRows, long gridRows, long blockHeight, int rowStride, int[] columns) {
    /** The index of a row's first scale. */
    int base(long row) {
        return Math.toIntExact((row / matrixRows * gridRows + row % matrixRows / blockHeight) * rowStride);
    }

    /**
     * The groups of a grid of scales over the innermost two dimensions: one for all elements, one for each row, or one
     * for each block. The last block of a row or column may be cut short where the format names the blocks' sizes.
     *
     * @param weight the tensor's shape
     * @param scale the scales' shape
     * @param height rows of a block, or 0 where the format does not say
     * @param width columns of a block, or 0 where the format does not say
     * @return null if the scales do not fit the tensor
     */
    static @Nullable Groups grid(Shape weight, Shape scale, long height, long width) {
        int columns = weight.cols();
        if (scale.elements() == 1) {
            return new Groups(weight.rows(), 1, weight.rows(), 1, new int[columns]);
        }
        if (weight.rank() < 2) {
            return null;
        }
        long rows = weight.size(-2);
        long[] grid = sizes(scale, weight.rank());
        if (grid.length == 1 && grid[0] == rows && weight.rank() == 2) {
            return new Groups(rows, rows, 1, 1, new int[columns]);
        }
        if (grid.length != weight.rank()) {
            return null;
        }
        for (int i = 0; i < grid.length - 2; i++) {
            if (grid[i] != weight.size(i)) {
                return null;
            }
        }
        long gridRows = grid[grid.length - 2];
        long gridColumns = grid[grid.length - 1];
        long blockHeight = block(rows, gridRows, height);
        long blockWidth = block(columns, gridColumns, width);
        if (blockHeight == 0 || blockWidth == 0) {
            return null;
        }
        int[] group = new int[columns];
        for (int c = 0; c < columns; c++) {
            group[c] = (int) (c / blockWidth);
        }
        return new Groups(rows, gridRows, blockHeight, (int) gridColumns, group);
    }

    /** The sizes of a grid, without those of 1 that stand for the inside of a block. */
    private static long[] sizes(Shape scale, int rank) {
        boolean spread = scale.rank() == 2 * rank && rank == 2 && scale.size(1) == 1 && scale.size(3) == 1;
        return spread ? new long[] {scale.size(0), scale.size(2)} : scale.toArray();
    }

    private static long block(long size, long blocks, long named) {
        if (blocks <= 0) {
            return 0;
        }
        if (named > 0 && Math.ceilDiv(size, named) == blocks) {
            return named;
        }
        return size % blocks == 0 ? size / blocks : 0;
    }
}
