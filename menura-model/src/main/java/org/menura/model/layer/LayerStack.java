package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Runs the blocks of a model one after the other. Of each, only the result outlives it. */
public final class LayerStack {
    private LayerStack() {}

    /** One block of several. */
    @FunctionalInterface
    public interface Body {
        /** Applies block {@code i}. */
        Tensor apply(int i, Tensor x);
    }

    /**
     * Applies {@code count} blocks.
     *
     * @param x what the first one gets, [rows, hidden]; not used any more afterwards
     * @param name under which the observer gets to see the results, before their number
     * @return [rows, hidden]
     */
    public static Tensor forward(Backend ops, int count, Tensor x, ForwardBatch step, String name, Body body) {
        Tensor last = x;
        for (int i = 0; i < count; i++) {
            Tensor next = step.isObserved() ? body.apply(i, last) : apply(ops, i, last, step, body);
            step.observe(name + i, next);
            last = next;
        }
        return last;
    }

    /** Applies a block whose intermediate results nobody holds on to. */
    private static Tensor apply(Backend ops, int i, Tensor x, ForwardBatch step, Body body) {
        Object part = new Object();
        Tensor next = ops.stretch(x, in -> step.sharing(part, () -> body.apply(i, in)))
                .getFirst();
        if (!next.sharesStorage(x)) {
            ops.release(x);
        }
        return next;
    }
}
