package org.menura.tensor.cpu;

/** Functions with a bend and their derivatives, of each element of an array: value = f(x) and slope = f'(x). */
interface Slopes {
    /** The fastest of them. */
    Slopes BEST = Kernels.BEST instanceof PlainKernels ? new PlainSlopes() : new VectorSlopes();

    /** {@code x σ(z)} with {@code z = scale · x}; its derivative is {@code σ(z) (1 + z σ(-z))}. */
    void swish(float[] x, int x0, float scale, float[] value, int v0, float[] slope, int s0, int n);

    /** {@code x Φ(x)}; its derivative is {@code Φ(x) + x φ(x)} with the Gaussian's density φ. */
    void gelu(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n);

    /**
     * {@code x σ(u)} with {@code u = √(8/π) (x + 0.044715 x³)}; its derivative is {@code σ(u) (1 + x u' σ(-u))}.
     */
    void geluTanh(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n);

    /** out = 1 where x is within the limits or at one, else 0: the derivative of what limits. */
    void within(float[] x, int x0, float low, float high, float[] out, int o0, int n);
}
