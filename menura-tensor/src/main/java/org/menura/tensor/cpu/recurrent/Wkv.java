package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Simd;

/**
 * The time mixes of RWKV. States of a head have a row for each element of the key, so that a vector holds what it
 * contributes to many elements of the value, and no sum is taken over the lanes of one.
 */
interface Wkv {
    /** Those of the fastest kernels. */
    Wkv BEST = Simd.ON ? new VectorWkv() : new PlainWkv();

    /** {@link org.menura.tensor.Backend#wkv4} of some rows and channels; the state is [3, n]. */
    void four(Recurrence.Stretch part, Tensor decay, Tensor bonus, Tensor k, Tensor v, float[] out);

    /** {@link org.menura.tensor.Backend#wkv6} of some rows and heads; the state is [heads, key, value]. */
    void six(Recurrence.Stretch part, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, float[] out);

    /** {@link org.menura.tensor.Backend#wkv7} of some rows and heads; the state is [heads, key, value]. */
    void seven(Recurrence.Stretch part, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, float[] out);
}
