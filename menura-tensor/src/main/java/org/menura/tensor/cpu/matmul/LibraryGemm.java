package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * MatMul of bfloat16 with many rows by a {@link MatrixLibrary}: {@code out = x · wᵀ}, of weights of any type.
 *
 * <p>Rows of x are laid out for the library once per product, {@link #ROWS} at a time, so that a model needs few shapes
 * of compiled products. Threads share the outputs: each decodes the weights of {@link #OUTS} of them into a panel, which
 * stays in the second-level cache while it meets all rows. Serves one thread at a time.
 */
final class LibraryGemm {
    /** Rows that a panel meets at a time. */
    private static final int ROWS = 64;

    /** Fewer rows are filled up to a half or a quarter of that. */
    private static final int FEWEST_ROWS = ROWS / 4;

    /** Outputs whose weights are decoded together. */
    private static final int OUTS = 64;

    /** Rows that are laid out at a time: what bounds the memory for them. */
    private static final int MOST_ROWS = 512;

    /** Elements between the rows of a panel, so that they do not compete for places in the cache. */
    private static final int GAP = 32;

    private final Workers workers;
    private final MatrixLibrary library;
    private final boolean brief;
    private final Scratches<LibraryScratch> scratches = new Scratches<>(LibraryScratch::new);
    private final LibraryScratch shared = new LibraryScratch();
    private final AlikeStrips strips;

    /** Products; {@code brief} as in {@link ProductOptions}. */
    LibraryGemm(Workers workers, MatrixLibrary library, boolean brief) {
        this.brief = brief;
        this.workers = workers;
        this.library = library;
        this.strips = new AlikeStrips(library, OUTS, ROWS, FEWEST_ROWS);
    }

    /** Weights [outs, in]; those that are bfloat16 already are multiplied where they lie. */
    private record Side(
            Dequantizer panels, int outs, int in, @Nullable MemorySegment stored) {}

    /** {@code out = x · wᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs]. */
    void multiply(float[] x, int x0, int rows, Tensor w, boolean alike, float[] out) {
        MemorySegment stored = w.dtype() == DType.BF16 ? w.segment() : null;
        Dequantizer panels = brief ? Dequantizer.brief(w) : Dequantizer.of(w);
        multiply(x, x0, rows, new Side(panels, w.dim(0), w.shape().cols(), stored), alike, out);
    }

    /** {@code out = a · b}: a [rows, inner], b [inner, cols] in an array, out [rows, cols]. */
    void matmul(float[] a, int a0, int rows, Tensor b, boolean alike, float[] out) {
        multiply(a, a0, rows, new Side(new ColumnPanels(b), b.shape().cols(), b.dim(0), null), alike, out);
    }

    private void multiply(float[] x, int x0, int rows, Side w, boolean alike, float[] out) {
        for (int first = 0; first < rows; first += MOST_ROWS) {
            int count = Math.min(MOST_ROWS, rows - first);
            multiplyPart(x, x0 + first * w.in, count, w, alike, out, first * w.outs);
        }
    }

    private void multiplyPart(float[] x, int x0, int rows, Side w, boolean alike, float[] out, int out0) {
        int in = w.in;
        int outs = w.outs;
        MemorySegment stored = w.stored;
        int stride = stored != null ? in : in + GAP;
        List<Strip> strips = strips(rows, in, stride, alike);
        pack(x, x0, in, strips);
        workers.run(
                (outs + OUTS - 1) / OUTS,
                1,
                (from, to) -> scratches.with(scratch -> {
                    for (int block = from; block < to; block++) {
                        int o0 = block * OUTS;
                        int live = Math.min(OUTS, outs - o0);
                        MemorySegment panel = stored != null && live == OUTS
                                ? stored.asSlice(2L * o0 * in, 2L * OUTS * in)
                                : scratch.panel(w.panels, o0, live, in, stride, OUTS);
                        for (Strip strip : strips) {
                            MemorySegment result = scratch.result(OUTS * strip.filled);
                            strip.product.multiply(panel, strip.packed, result);
                            scratch.store(strip.filled, live, strip.rows, out, out0 + strip.first * outs + o0, outs);
                        }
                    }
                }));
    }

    /**
     * Rows of x that are multiplied together.
     *
     * @param filled their number with the zeros behind them
     */
    private record Strip(int first, int rows, int filled, MatrixLibrary.PackedProduct product, MemorySegment packed) {}

    private List<Strip> strips(int rows, int in, int wStride, boolean alike) {
        boolean whole = alike && !strips.areAlike(in, wStride);
        List<MatrixLibrary.PackedProduct> products = new ArrayList<>();
        long bytes = 0;
        for (int first = 0; first < rows; first += ROWS) {
            var product = library.packed(OUTS, wStride, filled(rows - first, whole), in);
            products.add(product);
            bytes += product.packedBytes();
        }
        MemorySegment all = shared.packed(bytes);
        List<Strip> out = new ArrayList<>();
        long at = 0;
        for (int first = 0; first < rows; first += ROWS) {
            var product = products.get(out.size());
            long size = product.packedBytes();
            int live = Math.min(ROWS, rows - first);
            out.add(new Strip(first, live, filled(rows - first, whole), product, all.asSlice(at, size)));
            at += size;
        }
        return out;
    }

    /**
     * The rows of a strip.
     *
     * @param whole whether all strips are computed by the same product
     */
    private static int filled(int rows, boolean whole) {
        int filled = whole ? ROWS : FEWEST_ROWS;
        while (filled < rows && filled < ROWS) {
            filled *= 2;
        }
        return filled;
    }

    private void pack(float[] x, int x0, int in, List<Strip> strips) {
        workers.run(
                strips.size(),
                1,
                (from, to) -> scratches.with(scratch -> {
                    for (Strip s : strips.subList(from, to)) {
                        s.product.pack(scratch.rows(x, x0 + s.first * in, s.rows, s.filled, in), s.packed);
                    }
                }));
    }

    /** {@link Dequantizer} of the transpose of a matrix [cols, rows] in an array: its columns, as rows. */
    private static final class ColumnPanels implements Dequantizer {
        /** Elements that are turned around at a time, to stay within the first-level cache. */
        private static final int STRIP = 16;

        private final float[] w;
        private final int w0;
        private final int rows;

        ColumnPanels(Tensor w) {
            this.w = w.floats();
            this.w0 = w.offset();
            this.rows = w.shape().cols();
        }

        @Override
        public void readFloats(int first, int count, int from, int length, float[] dst, int at, int stride) {
            for (int start = 0; start < length; start += STRIP) {
                int end = Math.min(length, start + STRIP);
                for (int r = 0; r < count; r++) {
                    int column = w0 + from * rows + first + r;
                    for (int i = start; i < end; i++) {
                        dst[at + r * stride + i] = w[column + i * rows];
                    }
                }
            }
        }

        @Override
        public void readBf16(int first, int count, int from, int length, short[] dst, int at, int stride) {
            float[] values = new float[count * length];
            readFloats(first, count, from, length, values, 0, length);
            for (int r = 0; r < count; r++) {
                Primitives.BEST.toBf16(values, r * length, dst, at + r * stride, length);
            }
        }
    }
}
