package org.menura.model;

import org.menura.tensor.Shape;

/** What one layer carries from step to step for each sequence. */
public sealed interface StateSpec {
    /**
     * Keys and values of an attention layer; see {@link org.menura.tensor.KvCache}.
     *
     * @param heads how many heads have keys and values
     * @param keyDim size of a head's key
     * @param valueDim size of a head's value
     * @param window how many positions a query sees at the most; 0 for all
     */
    record KeyValues(int heads, int keyDim, int valueDim, int window) implements StateSpec {}

    /**
     * A recurrent state of constant size.
     *
     * @param initial what its rows (entries of the outermost dimension) start with: one value for all or one each
     */
    record Recurrent(Shape shape, float... initial) implements StateSpec {}
}
