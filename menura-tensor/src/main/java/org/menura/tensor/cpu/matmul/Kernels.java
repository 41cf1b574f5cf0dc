package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.Gemm;
import org.menura.tensor.cpu.gemv.Gemv;
import org.menura.tensor.cpu.int8.Int8Weights;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/** What matrix products are made of, as one set for a kind of processor. */
public interface Kernels {
    /** The fastest set that this JVM on this processor has, found when it is first needed: machine code needs none of it. */
    Kernels BEST = new LateKernels();

    Primitives primitives();

    /** Products with many rows. */
    Gemm gemm(Workers workers);

    /** {@code x · wᵀ} for few rows of x and stored weights; null where they are to be decoded first. */
    @Nullable
    Gemv product(Tensor x, Tensor w, float[] out);

    /** Weights prepared for products of few rounded rows; null where activations are not to be rounded. */
    @Nullable
    Int8Weights rounded(Tensor w, Workers workers);
}
