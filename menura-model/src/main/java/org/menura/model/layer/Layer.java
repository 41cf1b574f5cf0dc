package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;

/** A part of a model that turns rows into rows. */
@FunctionalInterface
public interface Layer {
    /**
     * Computes the layer.
     *
     * @param x [rows, width in]
     * @return [rows, width out]
     */
    Tensor forward(Tensor x, ForwardBatch step);
}
