package org.menura.tensor.cpu.gemm;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Workers;

/**
 * MatMul of float32 whose second operand is laid out in panels of {@link FloatPanels#OUTS} outputs, which are lanes; so
 * rows of x and of the result are used where they lie. Each result is one sum in the order of its terms, {@link #DEPTH} of
 * which are summed up at a time, with what stays in the second-level cache. For processors with 32 vectors of 16 floats.
 */
public final class PackedFloatGemm {
    private static final int OUTS = FloatPanels.OUTS;

    /** Terms that are summed up at a time. */
    static final int DEPTH = 512;

    /** Terms that are summed up at a time where both operands are in panels. */
    private static final int COLUMN_DEPTH = 256;

    /** Rows that meet one part of a panel after the other. */
    private static final int ROWS = 252;

    /** Rows of a tile. */
    private static final int HIGH = 6;

    /** What touches the Vector API, which takes a tenth of a second to load: a backend that only ever runs machine code does without. */
    private static final class Grids {
        /**
         * Six rows by four vectors have a register for the place of each row of x. Eight rows by two have not, which costs a
         * quarter of the speed.
         */
        static final TileGrid PRODUCTS = new TileGrid(Simd.ON, FloatTile.Shape.ANY, 1, OUTS, FloatTile.Sum.SET);

        static final TileGrid SUMS = TileGrid.continuing(FloatTile.Shape.ANY, 1, OUTS);

        /** Those of an x that lies in panels as well: its rows are columns there, side by side. */
        static final TileGrid COLUMNS = TileGrid.continuing(1, OUTS, OUTS);

        private Grids() {}
    }

    /** Multiplications that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 16;

    /** Floats that are laid out at a time for a single product: what bounds the memory for them. */
    static final int MOST_LAID_OUT = 1 << 22;

    private final Workers workers;
    private float[] scratch = {};

    public PackedFloatGemm(Workers workers) {
        this.workers = workers;
    }

    public static boolean suitsProcessor() {
        return Simd.ON && Lanes.L == 16;
    }

    /** {@code out = x · wᵀ}: x [rows, in], out [rows, outs]. */
    public void multiply(float[] x, int x0, int rows, FloatPanels w, float[] out) {
        multiply(x, x0, rows, w.in(), w.values(), w.outs(), out, 0, w.outs());
    }

    /** {@code out = x · wᵀ}: x [rows, in], w [outs, in] on the heap, out [rows, outs]. Serves one thread at a time. */
    public void multiply(Tensor x, Tensor w, float[] out) {
        multiply(
                x,
                w.dim(0),
                w.shape().cols(),
                (first, count, to) -> FloatPanels.ofRows(workers, w, first, count, to),
                out);
    }

    /** {@code out = a · b}: a [rows, inner], b [inner, cols] on the heap, out [rows, cols]. Serves one thread at a time. */
    public void matmul(Tensor a, Tensor b, float[] out) {
        multiply(
                a,
                b.shape().cols(),
                b.dim(0),
                (first, count, to) -> FloatPanels.ofColumns(workers, b, first, count, to),
                out);
    }

    /** Returns memory for what is laid out, until it is asked for again. */
    float[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new float[size];
        }
        return scratch;
    }

    /** Lays out {@code count} panels from {@code first} on. */
    @FunctionalInterface
    private interface Layout {
        void fill(int first, int count, float[] to);
    }

    private void multiply(Tensor x, int outs, int depth, Layout layout, float[] out) {
        int panels = Math.ceilDiv(outs, OUTS);
        int most = Math.clamp(MOST_LAID_OUT / Math.max(1, depth * OUTS), 1, panels);
        float[] scratch = scratch(Math.multiplyExact(most * OUTS, depth));
        int rows = Math.toIntExact(x.shape().rows());
        for (int first = 0; first < panels; first += most) {
            int count = Math.min(most, panels - first);
            layout.fill(first, count, scratch);
            int o0 = first * OUTS;
            multiply(x.floats(), x.offset(), rows, depth, scratch, Math.min(count * OUTS, outs - o0), out, o0, outs);
        }
    }

    /**
     * {@code out = x · w} for some neighbouring columns of a result.
     *
     * @param x [rows, depth] from {@code x0} on
     * @param panels [panels, depth, OUTS]
     * @param out gets {@code outs} columns from {@code out0} on, {@code stride} floats from row to row
     */
    public void multiply(
            float[] x, int x0, int rows, int depth, float[] panels, int outs, float[] out, int out0, int stride) {
        int count = Math.ceilDiv(outs, OUTS);
        int grain = grain((long) Math.min(rows, ROWS) * OUTS * depth);
        workers.run(Math.ceilDiv(rows, ROWS) * count, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                int first = i / count * ROWS;
                int o = i % count * OUTS;
                int live = Math.min(ROWS, rows - first);
                int width = Math.min(OUTS, outs - o);
                int at = out0 + first * stride + o;
                for (int k = 0; k < depth; k += DEPTH) {
                    int terms = Math.min(DEPTH, depth - k);
                    int from0 = x0 + first * depth + k;
                    int w0 = o * depth + k * OUTS;
                    block(k > 0, x, from0, depth, live, panels, w0, terms, out, at, stride, width);
                }
            }
        });
    }

    /**
     * {@code out = x · w}, or {@code out += x · w} if {@code adds}, of a part of a panel.
     *
     * @param x {@code rows} rows of {@code depth} floats, {@code step} apart, from {@code x0} on
     * @param w [depth, OUTS] from {@code w0} on
     * @param out {@code width} columns from {@code out0} on, {@code stride} floats from row to row
     */
    public static void block(
            boolean adds,
            float[] x,
            int x0,
            int step,
            int rows,
            float[] w,
            int w0,
            int depth,
            float[] out,
            int out0,
            int stride,
            int width) {
        cover(adds ? Grids.SUMS : Grids.PRODUCTS, OUTS, x, x0, step, rows, w, w0, depth, out, out0, stride, width);
    }

    /**
     * {@code dw += aᵀ · b} of a panel and another one.
     *
     * @param a [rows, OUTS] from {@code a0} on, of which {@code high} columns are live
     * @param b [rows, OUTS] from {@code b0} on, of which {@code width} columns are live
     * @param dw [high, width] from {@code at} on, {@code stride} floats from row to row
     */
    public static void addBlock(
            float[] a, int a0, int high, float[] b, int b0, int width, int rows, float[] dw, int at, int stride) {
        for (int k = 0; k < rows; k += COLUMN_DEPTH) {
            int terms = Math.min(COLUMN_DEPTH, rows - k);
            cover(Grids.COLUMNS, OUTS, a, a0 + k * OUTS, 1, high, b, b0 + k * OUTS, terms, dw, at, stride, width);
        }
    }

    /**
     * Tiles as wide as a panel, below each other.
     *
     * @param columns of a tile and a panel, of which {@code width} are live
     */
    static void cover(
            TileGrid tiles,
            int columns,
            float[] x,
            int x0,
            int step,
            int rows,
            float[] w,
            int w0,
            int depth,
            float[] out,
            int out0,
            int stride,
            int width) {
        int r = 0;
        while (r < rows) {
            int count = height(rows - r);
            FloatTile tile = tiles.tile(count, columns);
            int from = x0 + r * step;
            int at = out0 + r * stride;
            int times = count == HIGH ? (rows - r) / HIGH : 1;
            int live = times * count;
            if (width == columns) {
                tile.add(x, from, step, w, w0, depth, out, at, stride, times);
            } else {
                float[] all = new float[live * columns];
                copy(out, at, stride, all, 0, columns, live, width);
                tile.add(x, from, step, w, w0, depth, all, 0, columns, times);
                copy(all, 0, columns, out, at, stride, live, width);
            }
            r += live;
        }
    }

    /** Six rows at a time are faster, but few of them should be missing. */
    private static int height(int left) {
        return Math.min(left, left % HIGH == 0 || left % HIGH == HIGH - 1 ? HIGH : HIGH - 2);
    }

    /** Copies rows, which lie so many floats apart. */
    public static void copy(
            float[] from, int from0, int fromStride, float[] to, int to0, int toStride, int rows, int width) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, from0 + i * fromStride, to, to0 + i * toStride, width);
        }
    }

    static int grain(long multiplications) {
        return Workers.grain(WORTH_SHARING, multiplications);
    }
}
