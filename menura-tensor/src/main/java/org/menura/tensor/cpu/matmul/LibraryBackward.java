package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/**
 * Both gradients of a linear layer by {@link LibraryThrough} and {@link LibraryOuter}, for which dy is rounded once. Serves
 * one thread at a time.
 */
final class LibraryBackward {
    private final LibraryThrough through;
    private final LibraryOuter outer;
    private final RoundedRows gradients;
    private final RoundedRows inputs;

    LibraryBackward(Workers workers, LibraryThrough through, LibraryOuter outer) {
        this.through = through;
        this.outer = outer;
        this.gradients = new RoundedRows(workers);
        this.inputs = new RoundedRows(workers);
    }

    /** {@code out = dy · w, dw += dyᵀ · x}: dy [rows, outs], x and out [rows, in], w and dw [outs, in]. */
    void multiply(Tensor dy, Tensor x, Tensor w, float[] out, Tensor dw) {
        int rows = Math.toIntExact(dy.shape().rows());
        int outs = w.dim(0);
        int in = w.shape().cols();
        int widest = Math.max(in, Math.min(outs, LibraryThrough.DEPTH));
        int most = Math.max(1, LibraryThrough.MOST_ROUNDED / widest / LibraryOuter.DEPTH) * LibraryOuter.DEPTH;
        for (int first = 0; first < rows; first += most) {
            int count = Math.min(most, rows - first);
            int filled = Math.ceilDiv(count, LibraryOuter.FILL) * LibraryOuter.FILL; // enough for both
            MemorySegment b = inputs.of(x.floats(), x.offset() + first * in, in, count, in, filled); // [filled, in]
            for (int o = 0; o < outs; o += LibraryThrough.DEPTH) {
                int some = Math.min(LibraryThrough.DEPTH, outs - o);
                int d0 = dy.offset() + first * outs + o;
                MemorySegment a = gradients.of(dy.floats(), d0, outs, count, some, filled); // [filled, some]
                through.add(a, count, w, o, some, out, first);
                for (int r = 0; r < count; r += LibraryOuter.DEPTH) {
                    int depth = Math.min(LibraryOuter.DEPTH, filled - r);
                    MemorySegment dys = a.asSlice(2L * r * some);
                    outer.add(dys, some, b.asSlice(2L * r * in), depth, in, dw.floats(), dw.offset() + o * in);
                }
            }
        }
    }
}
