package org.menura.model;

import org.menura.tensor.Tensor;

/** An observer of intermediate results. */
@FunctionalInterface
public interface Observer {
    /** An observer that ignores all results. */
    Observer NONE = (_, _) -> {};

    /** Accepts a result that it may hold on to, by a name such as {@code embeddings} or {@code layer.3}. */
    void accept(String name, Tensor value);
}
