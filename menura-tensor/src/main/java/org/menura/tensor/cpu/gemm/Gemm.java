package org.menura.tensor.cpu.gemm;

import java.util.Arrays;
import org.menura.tensor.cpu.dequant.WeightRows;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.work.Workers;

/**
 * MatMul with many rows: {@code out = x · wᵀ}, after K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication" (2008).
 *
 * <p>Rows of x are packed once per product, as many side by side as a tile has columns. Threads share the outputs: each
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
    private final int high;
    private final int wide;
    private final TileGrid tiles;
    private float[] packed = new float[0];

    /** MatMul by tiles of the Vector API if {@code simd}, else of plain Java. */
    public Gemm(Workers workers, boolean simd) {
        this.workers = workers;
        this.high = TileGrid.mostRows(simd);
        this.wide = TileGrid.columns(simd, high);
        this.tiles = new TileGrid(simd, DEPTH, 1, wide, FloatTile.Sum.ADD);
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
            int planes = Math.ceilDiv(count, wide);
            pack(x, x0 + first * in, count, in);
            workers.run(blocks, Math.max(1, grain / OUTS), (from, to) -> {
                float[] weights = new float[OUTS * DEPTH];
                float[] sums = new float[OUTS * planes * wide];
                for (int block = from; block < to; block++) {
                    int o0 = block * OUTS;
                    int live = Math.min(OUTS, outs - o0);
                    sum(w, o0, live, count, in, weights, sums);
                    store(sums, planes * wide, live, count, out, start * outs + o0, outs);
                }
            });
        }
    }

    /** Turns x [rows, in] into planes [in, wide], the last one filled up with zeros. */
    private void pack(float[] x, int x0, int rows, int in) {
        int planes = Math.ceilDiv(rows, wide);
        int size = Math.multiplyExact(planes * wide, in);
        if (packed.length < size) {
            packed = new float[size];
        }
        workers.run(planes, 1, (from, to) -> {
            for (int p = from; p < to; p++) {
                int first = p * wide;
                packPlane(x, x0 + first * in, Math.min(wide, rows - first), in, first * in);
            }
        });
    }

    private void packPlane(float[] x, int x0, int rows, int in, int to) {
        int filled = Math.ceilDiv(rows, tiles.lanes()) * tiles.lanes();
        for (int strip = 0; strip < in; strip += STRIP) {
            int end = Math.min(in, strip + STRIP);
            for (int r = 0; r < filled; r++) {
                for (int k = strip; k < end; k++) {
                    packed[to + k * wide + r] = r < rows ? x[x0 + r * in + k] : 0;
                }
            }
        }
    }

    /** Sums [OUTS, planes · wide] of {@code live} outputs from {@code o0} on. */
    private void sum(WeightRows w, int o0, int live, int rows, int in, float[] weights, float[] sums) {
        int stride = Math.ceilDiv(rows, wide) * wide;
        Arrays.fill(sums, 0);
        for (int k = 0; k < in; k += DEPTH) {
            int depth = Math.min(DEPTH, in - k);
            w.read(o0, live, k, depth, weights, 0, DEPTH);
            for (int r = 0; r < rows; r += wide) {
                int x0 = r * in + k * wide;
                int count = Math.min(wide, rows - r);
                tiles.add(weights, 0, DEPTH, packed, x0, depth, sums, r, stride, live, count, high);
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
