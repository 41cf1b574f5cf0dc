package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** The loops that everything else is made of, as one set for a kind of processor. */
interface Kernels {
    /** The fastest set that this JVM on this processor has. */
    Kernels BEST = best();

    Primitives primitives();

    /** What a thread computes attention with, for many queries at once or for few. */
    QueryBlock queryBlock(boolean many);

    /** The innermost block of products with many rows. */
    Tile tile();

    /** {@code x · wᵀ} for few rows of x and stored weights; null where they are to be decoded first. */
    @Nullable
    Gemv product(Tensor x, Tensor w, float[] out);

    /** Weights prepared for products of few rounded rows; null where activations are not to be rounded. */
    @Nullable
    Int8Weights rounded(Tensor w, Workers workers);

    /** Reader of stored weights. */
    Dequantizer panels(Tensor w);

    private static Kernels best() {
        if (!VectorApi.isThere()) {
            VectorApi.warn();
            return new PlainKernels();
        }
        return VectorKernels.suitProcessor() ? new VectorKernels() : new PlainKernels();
    }
}
