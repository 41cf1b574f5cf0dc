package org.menura.tensor;

import org.menura.tensor.annotation.Extension;

/** Activation functions, applied to each element. */
@Extension
public enum Activation {
    /** max(0, x). */
    RELU,
    /** max(0, x)² (Primer, arXiv 2109.08668); the channel mix of RWKV. */
    RELU_SQUARED,
    /** x Φ(x) with the Gaussian's distribution function Φ (arXiv 1606.08415). */
    GELU,
    /** The tanh approximation of {@link #GELU}. */
    GELU_TANH,
    /** x σ(1.702 x), another approximation of {@link #GELU}. */
    QUICK_GELU,
    /** x σ(x), also called swish. */
    SILU,
    /** 1 / (1 + exp(-x)). */
    SIGMOID,
    TANH,
    /** log(1 + exp(x)). */
    SOFTPLUS,
    EXP;
}
