package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;

/**
 * MatMul of bfloat16 with so many rows that weights in an array are worth the library's own layout: {@code out = x · wᵀ}.
 * Threads share the outputs; each lays out the weights of some of them, which then meet all rows. Serves one thread at a
 * time.
 */
final class LibraryRows {
    /** Rows from which on it is faster than {@link LibraryGemm}. */
    static final int FEWEST_ROWS = 256;

    /** Rows that meet weights at a time; fewer are filled up to a multiple of {@link #FILL}. */
    private static final int ROWS = 256;

    private static final int FILL = 64;

    /** Outputs that are laid out together at most; twice as many of layers with {@link #MANY_OUTS}. */
    private static final int OUTS = 128;

    private static final int MANY_OUTS = 1024;

    /** Elements of x that are rounded at a time at most: what bounds the memory for them. */
    private static final int MOST_ROUNDED = 1 << 22;

    private final Workers workers;
    private final MatrixLibrary library;
    private final RoundedRows inputs;
    private final Scratches<Scratch> scratches = new Scratches<>(Scratch::new);

    LibraryRows(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
        this.inputs = new RoundedRows(workers);
    }

    /** What a thread computes with. */
    private static final class Scratch {
        final LibraryScratch weights = new LibraryScratch();
        final LibraryScratch packed = new LibraryScratch();
    }

    /** {@code out = x · wᵀ}: x [rows, in], w [outs, in] in an array, out [rows, outs]. */
    void multiply(float[] x, int x0, int rows, Tensor w, float[] out) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        int together = EvenBlocks.width(outs, outs >= MANY_OUTS ? 2 * OUTS : OUTS);
        int most = Math.max(ROWS, MOST_ROUNDED / in / ROWS * ROWS);
        for (int first = 0; first < rows; first += most) {
            int r0 = first;
            int count = Math.min(most, rows - first);
            int filled = Math.ceilDiv(count, FILL) * FILL;
            MemorySegment rounded = inputs.of(x, x0 + first * in, in, count, in, filled);
            workers.run(
                    Math.ceilDiv(outs, together),
                    1,
                    (from, to) -> scratches.with(scratch -> {
                        for (int i = from; i < to; i++) {
                            int o = i * together;
                            block(scratch, rounded, r0, count, w, o, Math.min(together, outs - o), together, out);
                        }
                    }));
        }
    }

    /** {@code live} outputs from {@code o} on, of all rows that are rounded. */
    private void block(
            Scratch scratch, MemorySegment x, int first, int rows, Tensor w, int o, int live, int filled, float[] out) {
        int in = w.shape().cols();
        int outs = w.dim(0);
        MemorySegment weights = scratch.weights.rows(w.floats(), w.offset() + o * in, live, filled, in);
        int last = 0;
        MemorySegment packed = MemorySegment.NULL;
        MemorySegment result = scratch.packed.result(ROWS * filled);
        for (int r = 0; r < rows; r += ROWS) {
            int count = Math.min(ROWS, rows - r);
            int whole = Math.ceilDiv(count, FILL) * FILL;
            var product = library.packed(whole, in, filled, in);
            if (whole != last) { // which may want another layout
                last = whole;
                packed = scratch.packed.packed(product.packedBytes());
                product.pack(weights, packed);
            }
            product.multiply(x.asSlice(2L * r * in), packed, result);
            scratch.packed.put(count, live, filled, false, out, (first + r) * outs + o, outs);
        }
    }
}
