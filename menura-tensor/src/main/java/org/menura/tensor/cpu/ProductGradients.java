package org.menura.tensor.cpu;

import org.menura.tensor.Tensor;

/** Backward passes of matrix products. See {@link org.menura.tensor.Gradients}. */
final class ProductGradients {
    private ProductGradients() {}

    static void outer(CpuBackend ops, Tensor dy, Tensor x, Tensor dw) {
        throw new UnsupportedOperationException("outer");
    }

    static Tensor through(CpuBackend ops, Tensor dy, Tensor w) {
        throw new UnsupportedOperationException("through");
    }
}
