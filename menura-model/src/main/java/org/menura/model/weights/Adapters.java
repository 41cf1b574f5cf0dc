package org.menura.model.weights;

import org.jspecify.annotations.Nullable;

/** Low-rank updates by the path of the linear layer that they belong to. */
@FunctionalInterface
public interface Adapters {
    /** No updates. */
    Adapters NONE = _ -> null;

    /** The update of the layer at a path such as {@code model.layers.0.self_attn.q_proj}, or null. */
    @Nullable
    LowRank at(String path);
}
