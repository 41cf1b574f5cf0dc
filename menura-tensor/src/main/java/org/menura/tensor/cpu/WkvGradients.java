package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Backward passes of RWKV's time mixes. See {@link org.menura.tensor.Gradients}. */
final class WkvGradients {
    private WkvGradients() {}

    static void wkv4(Workers workers, Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor dy, @Nullable Tensor dDecay, @Nullable Tensor dBonus, @Nullable Tensor dk, @Nullable Tensor dv) {
        throw new UnsupportedOperationException("wkv4");
    }

    static void wkv6(Workers workers, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor dy, @Nullable Tensor dr, @Nullable Tensor dk, @Nullable Tensor dv, @Nullable Tensor dw, @Nullable Tensor dBonus) {
        throw new UnsupportedOperationException("wkv6");
    }

    static void wkv7(Workers workers, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor dy, @Nullable Tensor dr, @Nullable Tensor dw, @Nullable Tensor dk, @Nullable Tensor dv, @Nullable Tensor da, @Nullable Tensor db) {
        throw new UnsupportedOperationException("wkv7");
    }
}
