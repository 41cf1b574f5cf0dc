package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.simd.Lanes.L;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.gemm.TileGrid;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.SoftmaxKernels;

/**
 * {@link QueryBlock} for many rows, by vectors: these hold rows, so that softmax takes no sums or maxima across
 * them, and keys and values come one by one.
 */
final class LaneBlock extends QueryBlock {
    /** Rows of a group. */
    private static final int WIDTH = 2 * L;

    /** Keys, or dims of values, whose sums are computed together. */
    private static final int OUTS = 8;

    /** Of these, those that a tile has. */
    private static final int HIGH = TileGrid.mostRows();

    private static final FloatTile TILE = TileGrid.continuing(1, SIZE, WIDTH).tile(HIGH, WIDTH);

    private static final @Nullable SoftmaxKernels CODE = FoundKernels.softmax();

    private final float[] references = new float[MOST_ROWS];
    private final float[] sums = new float[MOST_ROWS];
    private final float[] scores = new float[SIZE * WIDTH]; // [key, WIDTH]
    private final float[] tops = new float[WIDTH];
    private final float[] shifts = new float[WIDTH];
    private final float[] factors = new float[WIDTH];
    private final float[] unused = new float[WIDTH];
    private float[] queries = new float[0]; // [rows / WIDTH, keyDim, WIDTH]
    private float[] out = new float[0]; // [rows / WIDTH, outDim, WIDTH]
    /** Dims that are computed: a multiple of {@link #OUTS}. */
    private int outDim;

    /** A new one, for those whose verification is not to load the Vector API with this class. */
    static QueryBlock create() {
        return new LaneBlock();
    }

    @Override
    void reset() {
        int groups = Math.ceilDiv(rows, WIDTH);
        outDim = Math.ceilDiv(valueDim, OUTS) * OUTS;
        queries = cleared(queries, groups * keyDim * WIDTH);
        out = cleared(out, groups * outDim * WIDTH);
        Arrays.fill(references, 0, groups * WIDTH, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, groups * WIDTH, 0);
    }

    @Override
    void query(int row, float[] q, int q0, float scale) {
        int at = row / WIDTH * keyDim * WIDTH + row % WIDTH;
        for (int d = 0; d < keyDim; d++) {
            queries[at + d * WIDTH] = q[q0 + d] * scale;
        }
    }

    @Override
    void add(float[] k, float[] v, int start) {
        for (int low = 0; low < rows; low += WIDTH) {
            int high = Math.min(low + WIDTH, rows);
            int n = Math.min(SIZE, to[high - 1] - start);
            if (n > 0 && from[low] < start + SIZE) {
                add(k, v, start, low, high, n);
            }
        }
    }

    private void add(float[] k, float[] v, int start, int low, int high, int n) {
        Arrays.fill(scores, 0);
        for (int j = 0; j < n; j += OUTS) {
            multiply(k, j, queries, low * keyDim, keyDim, scores, j * WIDTH);
        }
        shape(scores, 1, WIDTH, low, high, start, n);
        hide(start, low, high, n);
        weigh(low, n);
        for (int d = 0; d < valueDim; d += OUTS) {
            int v0 = d / SIZE * SIZE * SIZE + d % SIZE;
            multiply(v, v0, scores, 0, n, out, (low / WIDTH * outDim + d) * WIDTH);
        }
    }

    /** {@code c[o, r] += Σ w[k, o] · x[k, r]} for {@link #OUTS} outputs o and {@link #WIDTH} rows r. */
    private static void multiply(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        for (int o = 0; o < OUTS; o += HIGH) {
            TILE.add(w, w0 + o, 1, x, x0, depth, c, c0 + o * WIDTH, WIDTH);
        }
    }

    /** Scores of what rows do not see become negative infinity. */
    private void hide(int start, int low, int high, int n) {
        for (int r = low; r < high; r++) {
            int first = Math.clamp(from[r] - start, 0, n);
            for (int j = 0; j < first; j++) {
                scores[j * WIDTH + r - low] = Float.NEGATIVE_INFINITY;
            }
            for (int j = Math.max(0, to[r] - start); j < n; j++) {
                scores[j * WIDTH + r - low] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** Softmax of the rows from {@code low} on. */
    private void weigh(int low, int n) {
        max(n);
        boolean moved = false;
        for (int i = 0; i < WIDTH; i++) {
            float reference = references[low + i];
            factors[i] = reference;
            if (tops[i] > reference + SLACK) {
                references[low + i] = tops[i];
                // What has seen nothing so far has nothing to rescale.
                moved |= reference != Float.NEGATIVE_INFINITY;
            }
            // A row that has seen nothing has nothing to subtract.
            shifts[i] = references[low + i] == Float.NEGATIVE_INFINITY ? 0 : references[low + i];
        }
        if (moved) {
            exp(factors, 1, unused, 0);
            rescale(low);
        }
        exp(scores, n, sums, low);
    }

    private void max(int n) {
        if (CODE == null || !CODE.columnMax(scores, 0, n, WIDTH, tops)) {
            VectorColumns.max(scores, n, WIDTH, tops);
        }
    }

    private void exp(float[] s, int n, float[] to, int u0) {
        if (CODE == null || !CODE.columnExp(s, 0, n, WIDTH, shifts, to, u0)) {
            VectorColumns.exp(s, n, WIDTH, shifts, to, u0);
        }
    }

    private void rescale(int low) {
        for (int i = 0; i < WIDTH; i++) {
            sums[low + i] *= factors[i];
        }
        int o0 = low / WIDTH * outDim * WIDTH;
        for (int at = o0; at < o0 + outDim * WIDTH; at += WIDTH) {
            for (int i = 0; i < WIDTH; i++) {
                out[at + i] *= factors[i];
            }
        }
    }

    @Override
    public float reference(int row) {
        return references[row];
    }

    @Override
    public float total(int row) {
        return sums[row];
    }

    @Override
    public void values(int row, float scale, float[] dst, int o0) {
        int at = row / WIDTH * outDim * WIDTH + row % WIDTH;
        for (int d = 0; d < valueDim; d++) {
            dst[o0 + d] = out[at + d * WIDTH] * scale;
        }
    }
}
