package org.menura.model.weights;

import java.util.List;
import java.util.function.Supplier;

/** Low-rank updates by the path of the linear layer that they belong to. */
@FunctionalInterface
public interface Adapters {
    /** An empty set of updates. */
    Adapters NONE = (_, _) -> List::of;

    /**
     * Returns the updates of the layer whose parameters are stored at a path such as {@code model.layers.0.self_attn.q_proj}. Asked for when the
     * model is built; what comes is asked for the updates in force in every pass.
     *
     * @param weight of the layer
     */
    Supplier<List<LowRank>> at(String path, LinearWeight weight);
}
