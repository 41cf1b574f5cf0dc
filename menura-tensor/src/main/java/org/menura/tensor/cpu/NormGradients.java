package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** Backward passes of what goes over rows: norms, softmax, cross-entropy. See {@link org.menura.tensor.Gradients}. */
final class NormGradients {
    private NormGradients() {}

    static void rmsNorm(Workers workers, Tensor x, @Nullable Tensor w, float eps, float shift, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dw) {
        throw new UnsupportedOperationException("rmsNorm");
    }

    static void groupNorm(Workers workers, Tensor x, int groups, @Nullable Tensor w, float eps, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dw, @Nullable Tensor dBias) {
        throw new UnsupportedOperationException("groupNorm");
    }

    static void l2Normalize(Workers workers, Tensor x, float eps, Tensor dy, Tensor dx) {
        throw new UnsupportedOperationException("l2Normalize");
    }

    static void normalizeSum(Workers workers, Tensor x, Tensor dy, Tensor dx) {
        throw new UnsupportedOperationException("normalizeSum");
    }

    static void softmax(Workers workers, Tensor y, Tensor dy, Tensor dx) {
        throw new UnsupportedOperationException("softmax");
    }

    static void crossEntropy(Workers workers, Tensor logits, int[] targets, Tensor dy, Tensor dLogits) {
        throw new UnsupportedOperationException("crossEntropy");
    }
}
