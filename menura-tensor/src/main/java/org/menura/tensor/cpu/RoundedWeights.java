package org.menura.tensor.cpu;

/**
 * Weights [outs, in] of a quantised type as products of few {@link RoundedRows} take them. Kept with their tensor, and
 * used by any number of threads.
 */
interface RoundedWeights {
    /** Parts that the outputs come in, each of them work for one thread. */
    int parts();

    /** {@code out = x · wᵀ} for the outputs of parts {@code from} to {@code to}; out [rows, outs]. */
    void multiply(RoundedRows x, int from, int to, float[] out);
}
