package org.menura.tensor.cpu.gemm;

import java.util.Arrays;
import org.menura.tensor.cpu.dequant.WeightRows;
import org.menura.tensor.cpu.work.Workers;

/**
 * MatMul with many rows: {@code out = x · wᵀ}, after K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication" (2008).
 *
 * <p>Rows of x are packed once per product, as many side by side as a vector has lanes. Threads share the outputs: each
 * decodes the weights of {@link #OUTS} outputs at a time, {@link #DEPTH} elements deep, and multiplies them with all
 * rows. Every result is the sum of partial sums over {@link #DEPTH} elements; so it depends neither on the number of
 * threads nor on the number of rows. Serves one thread at a time.
 */
public final class Gemm {
    /** Elements of the inner dimension whose weights are decoded at a time: whole blocks of every type. */
    public static final int DEPTH = 512;

    /** Outputs whose weights are decoded together: with {@link #DEPTH}, 64 KiB. */
    private static final int OUTS = 32;

    /** Rows that are packed at a time: whole blocks of every tile. */
    private static final int MOST_ROWS = 768;

    /** Elements that are transposed at a time, to stay within the first-level cache. */
    private static final int STRIP = 64;

    private final Workers workers;
    private final Tile tile;
    private final int lanes;
    private float[] packed = new float[0];

    public Gemm(Workers workers, Tile tile) {
        this.workers = workers;
        this.tile = tile;
        this.lanes = tile.lanes();
    }

    /**
     * {@code out = x · wᵀ}: x [rows, in], w [outs, in], out [rows, outs].
     *
     * @param grain outputs that are worth handing to another thread
     */
    public void multiply(float[] x, int x0, int rows, int in, WeightRows w, int outs, int grain, float[] out) {
        int blocks = (outs + OUTS - 1) / OUTS;
        for (int first = 0; first < rows; first += MOST_ROWS) {
            int start = first;
            int count = Math.min(MOST_ROWS, rows - first);
            int planes = (count + lanes - 1) / lanes;
            pack(x, x0 + first * in, count, in);
            workers.run(blocks, Math.max(1, grain / OUTS), (from, to) -> {
                float[] weights = new float[OUTS * DEPTH];
                float[] sums = new float[OUTS * planes * lanes];
                for (int block = from; block < to; block++) {
                    int o0 = block * OUTS;
                    int live = Math.min(OUTS, outs - o0);
                    sum(w, o0, live, planes, in, weights, sums);
                    store(sums, planes * lanes, live, count, out, start * outs + o0, outs);
                }
            });
        }
    }

    /** Turns x [rows, in] into planes [in, lanes], the last one filled up with zeros. */
    private void pack(float[] x, int x0, int rows, int in) {
        int planes = (rows + lanes - 1) / lanes;
        int size = Math.multiplyExact(planes * lanes, in);
        if (packed.length < size) {
            packed = new float[size];
        }
        workers.run(planes, 1, (from, to) -> {
            for (int p = from; p < to; p++) {
                int first = p * lanes;
                packPlane(x, x0 + first * in, Math.min(lanes, rows - first), in, first * in);
            }
        });
    }

    private void packPlane(float[] x, int x0, int rows, int in, int to) {
        for (int strip = 0; strip < in; strip += STRIP) {
            int end = Math.min(in, strip + STRIP);
            for (int r = 0; r < lanes; r++) {
                for (int k = strip; k < end; k++) {
                    packed[to + k * lanes + r] = r < rows ? x[x0 + r * in + k] : 0;
                }
            }
        }
    }

    /** Sums [OUTS, planes · lanes] of {@code live} outputs from {@code o0} on. */
    private void sum(WeightRows w, int o0, int live, int planes, int in, float[] weights, float[] sums) {
        int plane = in * lanes;
        int stride = planes * lanes;
        Arrays.fill(sums, 0);
        for (int k = 0; k < in; k += DEPTH) {
            int depth = Math.min(DEPTH, in - k);
            w.read(o0, live, k, depth, weights, 0, DEPTH);
            for (int p = 0; p < planes; p += tile.vectors()) {
                int vectors = Math.min(tile.vectors(), planes - p);
                int x0 = p * plane + k * lanes;
                for (int o = 0; o < live; o += tile.outs()) {
                    int c0 = o * stride + p * lanes;
                    tile.add(weights, o * DEPTH, packed, x0, plane, vectors, depth, sums, c0, stride);
                }
            }
        }
    }

    private static void store(float[] sums, int stride, int live, int rows, float[] out, int to, int outs) {
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < live; o++) {
                out[to + r * outs + o] = sums[o * stride + r];
            }
        }
    }
}
