package org.menura.tensor.cpu.int8;

import org.menura.tensor.dtype.DType;

/**
 * Weights [outs, in] of a quantised type as products of few {@link Int8Rows} take them. Kept with their tensor, and
 * used by any number of threads.
 */
public interface Int8Weights {
    /** Returns whether weights of a type can be had in this form. */
    static boolean suit(DType type) {
        return type == DType.Q4_0 || type == DType.Q4_K || type == DType.Q6_K;
    }

    /** Parts that the outputs come in, each of them work for one thread. */
    int parts();

    /** {@code out = x · wᵀ} for the outputs of parts {@code from} to {@code to}; out [rows, outs]. */
    void multiply(Int8Rows x, int from, int to, float[] out);
}
