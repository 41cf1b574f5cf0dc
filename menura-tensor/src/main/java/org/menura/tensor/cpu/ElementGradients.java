package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;

/** Backward passes of what works element by element. See {@link org.menura.tensor.Gradients}. */
final class ElementGradients {
    private ElementGradients() {}

    static void add(Workers workers, Tensor dy, float scale, Tensor dx) {
        throw new UnsupportedOperationException("add");
    }

    static void addProduct(Workers workers, Tensor a, Tensor b, Tensor dx) {
        throw new UnsupportedOperationException("addProduct");
    }

    static void clamp(Workers workers, Tensor x, float low, float high, Tensor dy, Tensor dx) {
        throw new UnsupportedOperationException("clamp");
    }

    static void activate(Workers workers, Activation f, Tensor x, Tensor dy, Tensor dx) {
        throw new UnsupportedOperationException("activate");
    }

    static void gated(Workers workers, Activation f, Tensor gate, Tensor up, Tensor dy, @Nullable Tensor dGate, @Nullable Tensor dUp) {
        throw new UnsupportedOperationException("gated");
    }

    static void lerp(Workers workers, Tensor a, Tensor b, Tensor t, Tensor dy, @Nullable Tensor da, @Nullable Tensor db, @Nullable Tensor dt) {
        throw new UnsupportedOperationException("lerp");
    }

    static void scaleRows(Workers workers, Tensor x, Tensor factors, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dFactors) {
        throw new UnsupportedOperationException("scaleRows");
    }
}
