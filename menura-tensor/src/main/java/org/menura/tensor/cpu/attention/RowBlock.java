package org.menura.tensor.cpu.attention;

import java.util.Arrays;

/** {@link QueryBlock} for few rows, whose vectors hold keys, or dims of values. */
final class RowBlock extends QueryBlock {
    private static final int ROWS = RowKernel.ROWS;
    private static final int LANES = RowKernel.LANES;

    private final RowKernel kernel;
    private final float[] references = new float[MOST_ROWS];
    private final float[] sums = new float[MOST_ROWS * LANES];
    private final float[] scores = new float[ROWS * SIZE]; // [ROWS, SIZE]
    private float[] queries = new float[0]; // [rows / ROWS, planes, ROWS, SIZE]
    private float[] out = new float[0]; // the same of values

    RowBlock(RowKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    void reset() {
        int tiles = Math.ceilDiv(rows, ROWS);
        queries = room(queries, tiles * planes(keyDim) * ROWS * SIZE);
        out = cleared(out, tiles * planes(valueDim) * ROWS * SIZE);
        Arrays.fill(references, 0, rows, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, rows * LANES, 0);
    }

    private static int planes(int dim) {
        return Math.ceilDiv(dim, SIZE);
    }

    /** Where the plane that holds element {@code d} of a row of {@code dim} elements begins. */
    private static int at(int row, int d, int dim) {
        return ((row / ROWS * planes(dim) + d / SIZE) * ROWS + row % ROWS) * SIZE;
    }

    @Override
    void query(int row, float[] q, int q0, float scale) {
        for (int d = 0; d < keyDim; d++) {
            queries[at(row, d, keyDim) + d % SIZE] = q[q0 + d] * scale;
        }
    }

    @Override
    void add(float[] k, float[] v, int start) {
        for (int low = 0; low < rows; low += ROWS) {
            int high = Math.min(low + ROWS, rows);
            int n = Math.min(SIZE, to[high - 1] - start);
            if (n > 0 && from[low] < start + SIZE) {
                add(k, v, start, low, high, n);
            }
        }
    }

    private void add(float[] k, float[] v, int start, int low, int high, int n) {
        int tile = high - low;
        Arrays.fill(scores, 0, tile * SIZE, 0);
        for (int d = 0; d < keyDim; d += SIZE) {
            int depth = Math.min(SIZE, keyDim - d);
            kernel.add(queries, at(low, d, keyDim), k, d * SIZE, depth, scores, 0, tile, n);
        }
        shape(scores, SIZE, 1, low, high, start, n);
        for (int r = low; r < high; r++) {
            weigh(r, (r - low) * SIZE, start, n);
        }
        for (int d = 0; d < valueDim; d += SIZE) {
            int width = Math.min(SIZE, valueDim - d);
            kernel.add(scores, 0, v, d * SIZE, n, out, at(low, d, valueDim), tile, width);
        }
    }

    private void weigh(int row, int s0, int start, int n) {
        int first = Math.clamp(from[row] - start, 0, n);
        int end = Math.clamp(to[row] - start, first, n);
        if (first == end) {
            Arrays.fill(scores, s0, s0 + n, 0);
            return;
        }
        float top = kernel.max(scores, s0, first, end);
        if (top > references[row] + SLACK) {
            float scale = (float) Math.exp(references[row] - top);
            references[row] = top;
            for (int i = row * LANES; i < (row + 1) * LANES; i++) {
                sums[i] *= scale;
            }
            for (int d = 0; d < valueDim; d += SIZE) {
                values(row, d, scale, out, at(row, d, valueDim));
            }
        }
        kernel.weigh(scores, s0, first, end, n, references[row], sums, row * LANES);
    }

    /** A plane of a row of values, times {@code scale}. */
    private void values(int row, int d, float scale, float[] dst, int at) {
        int o0 = at(row, d, valueDim);
        int n = Math.min(SIZE, valueDim - d);
        for (int i = 0; i < n; i++) {
            dst[at + i] = out[o0 + i] * scale;
        }
    }

    @Override
    public float reference(int row) {
        return references[row];
    }

    @Override
    public float total(int row) {
        return kernel.total(sums, row * LANES);
    }

    @Override
    public void values(int row, float scale, float[] dst, int o0) {
        for (int d = 0; d < valueDim; d += SIZE) {
            values(row, d, scale, dst, o0 + d);
        }
    }
}
