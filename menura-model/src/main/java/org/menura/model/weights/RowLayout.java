package org.menura.model.weights;

import org.menura.tensor.Tensor;

/**
 * The order of the outputs of linear layers where a model runs from a file that orders them otherwise than its
 * checkpoint does. What belongs to the outputs of a layer, such as the second matrix of a low-rank update, is brought
 * into the same order with it.
 */
@FunctionalInterface
public interface RowLayout {
    /** The checkpoint's own order. */
    RowLayout SAME = (_, rows) -> rows;

    /**
     * Arranges rows for a layer's outputs in the order in which the model has them.
     *
     * @param weight name of the layer's weight, such as {@code model.layers.0.self_attn.q_proj.weight}
     * @param rows [out, n] in the checkpoint's order
     * @return [out, n]
     */
    Tensor arrange(String weight, Tensor rows);

    /** Restores the checkpoint's order, as the inverse of {@link #arrange}. */
    default Tensor restore(String weight, Tensor rows) {
        return rows;
    }

    /** Returns whether a checkpoint stores a weight as [in, out] that the model has as [out, in]. */
    default boolean transposes(String weight) {
        return false;
    }

    /** Returns a whole parameter as the model has it. */
    default Tensor whole(String name, Tensor parameter) {
        return parameter;
    }
}
