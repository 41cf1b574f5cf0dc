package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;

/** The way back through a time mix of RWKV for one head after the other; rows are [heads, headDim]. */
abstract class WkvReplay extends ChunkReplay {
    private static final Arithmetic A = Arithmetic.BEST;

    final int headDim;
    private final int heads;
    private int head;

    /**
     * A tile for any head.
     *
     * @param rows [rows, heads, headDim], as all are that have them
     * @param stride length of a row of states: headDim, or more
     */
    WkvReplay(Tensor rows, int stride) {
        super(rows.dim(2) * stride);
        heads = rows.dim(1);
        headDim = rows.dim(2);
    }

    /** Goes to a head. */
    void enter(int newHead) {
        head = newHead;
    }

    /** Where the head's elements begin in what has them once, from its first one on. */
    final int head() {
        return head * headDim;
    }

    /** Where row t's elements of the head begin, from their tensor's first one on. */
    final int row(int t) {
        return (t * heads + head) * headDim;
    }

    /** Adds the elements of a step's gradient from {@code at} on to a row, if it is wanted. */
    final void give(float[] of, int at, @Nullable Tensor gradient, int row) {
        if (gradient != null) {
            int to = gradient.offset() + row;
            A.add(gradient.floats(), to, of, at, gradient.floats(), to, headDim);
        }
    }
}
