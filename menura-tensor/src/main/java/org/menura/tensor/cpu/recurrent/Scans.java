package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Simd;

/**
 * The scans of Mamba. What is independent of each other (channels, or the elements of a head) lies side by side in the
 * state, so that a vector holds the same entry of many of them and no sum is taken over the lanes of one.
 */
interface Scans {
    /** Those of the fastest kernels. */
    Scans BEST = Simd.ON ? new VectorScans() : new PlainScans();

    /**
     * {@link org.menura.tensor.Backend#selectiveScan} of some rows and channels; the state is [state, inner].
     *
     * @param out [rows, inner]
     */
    void selective(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out);

    /**
     * {@link org.menura.tensor.Backend#headScan} of some rows and heads; the state is [heads, state, headDim].
     *
     * @param out [rows, heads, headDim]
     */
    void heads(Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out);
}
