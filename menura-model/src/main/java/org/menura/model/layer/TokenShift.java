package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The previous token's row beside each token's own (RWKV, arXiv 2305.13048, section 3.1). */
final class TokenShift {
    private final Backend ops;
    private final int slot;

    TokenShift(Weights w, int width) {
        ops = w.ops();
        slot = w.slot(new StateSpec.Recurrent(Shape.of(width)));
    }

    /** [rows, width] → the rows before them. */
    Tensor apply(Tensor x, ForwardBatch step) {
        return ops.shift(x, step.segments(), step.recurrences(slot));
    }
}
