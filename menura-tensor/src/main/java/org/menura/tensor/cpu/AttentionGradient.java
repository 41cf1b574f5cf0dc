package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** The backward pass of attention. See {@link org.menura.tensor.Gradients}. */
final class AttentionGradient {
    private AttentionGradient() {}

    static void attention(Workers workers, Tensor q, Tensor k, Tensor v, AttentionSpec spec, @Nullable Tensor relativeBias, Segments queries, Segments keys, Tensor y, Tensor dy, @Nullable Tensor dq, @Nullable Tensor dk, @Nullable Tensor dv, @Nullable Tensor dRelativeBias) {
        throw new UnsupportedOperationException("attention");
    }
}
