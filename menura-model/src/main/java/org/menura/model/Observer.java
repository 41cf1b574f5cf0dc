package org.menura.model;

import org.menura.tensor.Tensor;

/** Listens to intermediate results. */
@FunctionalInterface
public interface Observer {
    /** Does not listen. */
    Observer NONE = (_, _) -> {};

    /** Is shown a result that it may hold on to, by a name such as {@code embeddings} or {@code layer.3}. */
    void accept(String name, Tensor value);
}
