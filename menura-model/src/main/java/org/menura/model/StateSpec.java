package org.menura.model;

import org.menura.tensor.Shape;

/** The spec of the state that one layer keeps from step to step for each sequence. */
public sealed interface StateSpec {
    /**
     * The spec of an attention layer's keys and values; see {@link org.menura.tensor.KvCache}.
     *
     * @param heads number of heads that have keys and values
     * @param keyDim size of a head's key
     * @param valueDim size of a head's value
     * @param window most positions that a query attends to; 0 for all
     */
    record KeyValues(int heads, int keyDim, int valueDim, int window) implements StateSpec {}

    /**
     * The spec of a recurrent state of constant size.
     *
     * @param initial values that its rows (entries of the outermost dimension) start with: one for all or one each
     */
    record Recurrent(Shape shape, float... initial) implements StateSpec {}
}
