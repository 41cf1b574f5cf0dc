package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/**
 * Gradients of the weights of linear layers by a {@link MatrixLibrary}: {@code dw += dyᵀ · x}, both sides bfloat16. Rows are
 * summed up some at a time, in their order; threads share the outputs. Serves one thread at a time.
 */
final class LibraryOuter {
    /** Rows that are summed up at a time at most. */
    private static final int DEPTH = 1024;

    /** Gradients that are rounded at a time, but for the least number of rows: what bounds the memory for them. */
    private static final int MOST_ROUNDED = 1 << 25;

    /** Fewer rows are filled up with zeros to a multiple of this, so that a model needs few shapes of compiled products. */
    private static final int FILL = 128;

    /** Outputs that meet x together: of few outputs, and of many. */
    private static final int OUTS = 128;

    private static final int MANY_OUTS = 512;

    /** Elements that are rounded at a time before they leave the heap. */
    private static final int CHUNK = 1 << 13;

    private static final Primitives P = Primitives.BEST;

    private final Workers workers;
    private final MatrixLibrary library;
    private final LibraryScratch gradients = new LibraryScratch();
    private final LibraryScratch inputs = new LibraryScratch();
    private final ConcurrentLinkedQueue<Scratch> scratches = new ConcurrentLinkedQueue<>();

    LibraryOuter(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
    }

    /** What a thread computes with. */
    private static final class Scratch {
        final LibraryScratch product = new LibraryScratch();
        final short[] rounded = new short[CHUNK];
    }

    /** {@code dw += dyᵀ · x}: dy [rows, outs], x [rows, in], dw [outs, in]. */
    void add(Tensor dy, Tensor x, Tensor dw) {
        int rows = Math.toIntExact(x.shape().rows());
        int in = x.shape().cols();
        int outs = dw.dim(0);
        int together = outs > MANY_OUTS ? MANY_OUTS / 2 : OUTS;
        int most = Math.max(FILL, Math.min(DEPTH, MOST_ROUNDED / outs / FILL * FILL));
        for (int first = 0; first < rows; first += most) {
            int count = Math.min(most, rows - first);
            int depth = Math.ceilDiv(count, FILL) * FILL;
            MemorySegment a = rounded(gradients, dy, first, count, depth); // [depth, outs]
            MemorySegment b = rounded(inputs, x, first, count, depth); // [depth, in]
            workers.run(Math.ceilDiv(outs, together), 1, (from, to) -> {
                Scratch scratch = borrow();
                for (int i = from; i < to; i++) {
                    int o = i * together;
                    int live = Math.min(together, outs - o);
                    int n = live * in;
                    MemorySegment product = scratch.product.result(n);
                    library.ofColumns(live, in, depth, outs).multiply(a.asSlice(2L * o), b, product);
                    scratch.product.add(n, dw.floats(), dw.offset() + o * in);
                }
                scratches.add(scratch);
            });
        }
    }

    /** Rows of x, rounded, with zeros behind them up to {@code depth} rows. */
    private MemorySegment rounded(LibraryScratch room, Tensor x, int first, int count, int depth) {
        int cols = x.shape().cols();
        int x0 = x.offset() + first * cols;
        int live = count * cols;
        MemorySegment to = room.packed(2L * depth * cols);
        workers.run(Math.ceilDiv(live, CHUNK), 1, (from, end) -> {
            Scratch scratch = borrow();
            for (int i = from; i < end; i++) {
                int at = i * CHUNK;
                int n = Math.min(CHUNK, live - at);
                P.toBf16(x.floats(), x0 + at, scratch.rounded, 0, n);
                MemorySegment.copy(scratch.rounded, 0, to, ValueLayout.JAVA_SHORT, 2L * at, n);
            }
            scratches.add(scratch);
        });
        to.asSlice(2L * live).fill((byte) 0);
        return to;
    }

    private Scratch borrow() {
        Scratch free = scratches.poll();
        return free != null ? free : new Scratch();
    }
}
