package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;

/** A layer that looks at one row at a time and needs nothing of the step. */
@FunctionalInterface
public interface Norm extends Layer {
    /** Normalises each row: [.., width] → the same shape. */
    Tensor apply(Tensor x);

    @Override
    default Tensor forward(Tensor x, ForwardBatch step) {
        return apply(x);
    }
}
