package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;

/**
 * Gradients of the weights of linear layers by a {@link MatrixLibrary}: {@code dw += dyᵀ · x}, both sides bfloat16. Rows are
 * summed up some at a time, in their order; threads share the outputs. Serves one thread at a time.
 */
final class LibraryOuter {
    /** Rows that are summed up at a time at most. */
    static final int DEPTH = 1024;

    /** Fewer rows are filled up with zeros to a multiple of this, so that a model needs few shapes of compiled products. */
    static final int FILL = 128;

    /** Outputs whose gradients are rounded together: what bounds the memory for them. */
    private static final int MOST_ROUNDED = 2048;

    /** Outputs that meet x together at most. */
    private static final int OUTS = 256;

    private final Workers workers;
    private final MatrixLibrary library;
    private final RoundedRows gradients;
    private final RoundedRows inputs;
    private final Scratches<LibraryScratch> scratches = new Scratches<>(LibraryScratch::new);

    LibraryOuter(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
        this.gradients = new RoundedRows(workers);
        this.inputs = new RoundedRows(workers);
    }

    /** {@code dw += dyᵀ · x}: dy [rows, outs], x [rows, in], dw [outs, in]. */
    void add(Tensor dy, Tensor x, Tensor dw) {
        int rows = Math.toIntExact(x.shape().rows());
        int in = x.shape().cols();
        int outs = dw.dim(0);
        for (int first = 0; first < rows; first += DEPTH) {
            int count = Math.min(DEPTH, rows - first);
            int depth = Math.ceilDiv(count, FILL) * FILL;
            int x0 = x.offset() + first * in;
            MemorySegment b = inputs.of(x.floats(), x0, in, count, in, depth); // [depth, in]
            for (int o = 0; o < outs; o += MOST_ROUNDED) {
                int some = Math.min(MOST_ROUNDED, outs - o);
                int dy0 = dy.offset() + first * outs + o;
                MemorySegment a = gradients.of(dy.floats(), dy0, outs, count, some, depth); // [depth, some]
                add(a, some, b, depth, in, dw.floats(), dw.offset() + o * in);
            }
        }
    }

    /**
     * {@code dw += aᵀ · b}: a [depth, outs], b [depth, in], dw [outs, in].
     *
     * @param depth at most {@link #DEPTH}, a multiple of {@link #FILL}
     */
    void add(MemorySegment a, int outs, MemorySegment b, int depth, int in, float[] dw, int dw0) {
        int together = EvenBlocks.width(outs, OUTS);
        workers.run(
                Math.ceilDiv(outs, together),
                1,
                (from, to) -> scratches.with(scratch -> {
                    for (int i = from; i < to; i++) {
                        int o = i * together;
                        int live = Math.min(together, outs - o);
                        MemorySegment product = scratch.result(live * in);
                        library.ofColumns(live, in, depth, outs).multiply(a.asSlice(2L * o), b, product);
                        scratch.put(live, in, in, true, dw, dw0 + o * in, in);
                    }
                }));
    }
}
