package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.simd.Simd;

/** Derivatives of functions with a bend, of each element of an array; out and x may be the same place. */
public interface UnaryGradients {
    /** The fastest of them. */
    UnaryGradients BEST = Simd.ON ? new VectorUnaryGradients() : new PlainUnaryGradients();

    /** Of {@code x σ(z)} with {@code z = scale · x}: {@code σ(z) + z σ'(z)}. */
    void swish(float[] x, int x0, float scale, float[] out, int o0, int n);

    /** Of {@code x Φ(x)}: {@code Φ(x) + x φ(x)} with the Gaussian's density φ. */
    void gelu(float[] x, int x0, float[] out, int o0, int n);

    /** Of {@code x σ(u)} with {@code u = √(8/π) (x + 0.044715 x³)}: {@code σ(u) + x u' σ'(u)}. */
    void geluTanh(float[] x, int x0, float[] out, int o0, int n);

    /** Of what limits: 1 where x is within the limits or at one, else 0. */
    void within(float[] x, int x0, float low, float high, float[] out, int o0, int n);
}
