package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;

/** The position encoding of queries and keys, so that their products depend on positions. */
public interface Positions {
    /** Changes q [rows, heads, headDim] → [rows, heads, keyDim]. */
    Tensor queries(Tensor q, ForwardBatch step);

    /** Changes k [rows, keyHeads, headDim] → [rows, keyHeads, keyDim]. */
    Tensor keys(Tensor k, ForwardBatch step);

    /** Returns the size of the changed heads: that of the heads, unless elements are added. */
    default int keyDim(int headDim) {
        return headDim;
    }
}
