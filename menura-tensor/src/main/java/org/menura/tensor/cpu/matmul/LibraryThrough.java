package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * Gradients of the inputs of linear layers by a {@link MatrixLibrary}: {@code out = dy · w}, both sides bfloat16, of
 * weights of any type. The outputs are summed up some at a time, in their order; threads share blocks of the result, whose
 * sizes the shapes say, whatever the number of threads. Serves one thread at a time.
 */
final class LibraryThrough {
    /** Outputs that are summed up at a time at most. */
    static final int DEPTH = 4096;

    /** Gradients that are rounded at a time at most: what bounds the memory for them. */
    static final int MOST_ROUNDED = 1 << 23;

    /** Rows that meet weights at a time; fewer are filled up to a multiple of {@link #FILL}. */
    private static final int ROWS = 256;

    private static final int FILL = 32;

    /** Blocks, so that there are some for each thread, and columns of each at least. */
    private static final int BLOCKS = 8;

    private static final int LEAST_COLUMNS = 128;

    private final Workers workers;
    private final MatrixLibrary library;
    private final RoundedRows gradients;
    private final RoundedRows weights;
    private final Scratches<LibraryScratch> scratches = new Scratches<>(LibraryScratch::new);

    LibraryThrough(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
        this.gradients = new RoundedRows(workers);
        this.weights = new RoundedRows(workers);
    }

    /** {@code out = dy · w}: dy [rows, outs] from {@code d0} on, w [outs, in] of any type, out [rows, in]. */
    void multiply(float[] dy, int d0, int rows, Tensor w, float[] out) {
        int outs = w.dim(0);
        int most = Math.max(ROWS, MOST_ROUNDED / Math.min(DEPTH, outs) / ROWS * ROWS);
        for (int first = 0; first < rows; first += most) {
            int count = Math.min(most, rows - first);
            for (int o = 0; o < outs; o += DEPTH) {
                int depth = Math.min(DEPTH, outs - o);
                int filled = Math.ceilDiv(count, FILL) * FILL;
                MemorySegment a = gradients.of(dy, d0 + first * outs + o, outs, count, depth, filled);
                add(a, count, w, o, depth, out, first);
            }
        }
    }

    /**
     * Adds the share of {@code depth} outputs from {@code o} on, or writes that of the first.
     *
     * @param a gradients [rows, depth] of {@code rows} rows from {@code first} on, with zeros up to a multiple of {@link #FILL}
     */
    void add(MemorySegment a, int rows, Tensor w, int o, int depth, float[] out, int first) {
        int in = w.shape().cols();
        MemorySegment b =
                w.dtype() == DType.BF16 ? w.segment().asSlice(2L * o * in, 2L * depth * in) : weights.of(w, o, depth);
        int groups = Math.ceilDiv(rows, ROWS);
        int parts = Integer.highestOneBit(Math.clamp(BLOCKS / groups, 1, Math.max(1, in / LEAST_COLUMNS)));
        int width = Math.ceilDiv(in, parts);
        workers.run(
                groups * parts,
                1,
                (from, to) -> scratches.with(scratch -> {
                    for (int i = from; i < to; i++) {
                        int r = i / parts * ROWS;
                        int c = i % parts * width;
                        int count = Math.min(ROWS, rows - r);
                        int filled = Math.ceilDiv(count, FILL) * FILL;
                        int cols = Math.min(width, in - c);
                        MemorySegment product = scratch.result(filled * cols);
                        library.ofRows(filled, cols, depth, in)
                                .multiply(a.asSlice(2L * r * depth), b.asSlice(2L * c), product);
                        scratch.put(count, cols, cols, o > 0, out, (first + r) * in + c, in);
                    }
                }));
    }
}
