package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.simd.Simd;

/** Functions with a bend, of each element of an array; out and x may be the same place. */
public interface UnaryOps {
    /** The fastest of them. */
    UnaryOps BEST = Simd.ON ? new VectorUnaryOps() : new PlainUnaryOps();

    /** σ(x) = 1 / (1 + exp(-x)). */
    void sigmoid(float[] x, int x0, float[] out, int o0, int n);

    /** x σ(scale · x). */
    void swish(float[] x, int x0, float scale, float[] out, int o0, int n);

    /** x Φ(x). */
    void gelu(float[] x, int x0, float[] out, int o0, int n);

    /** {@code 0.5 x (1 + tanh(u)) = x σ(2 u)} with {@code u = √(2/π) (x + 0.044715 x³)}. */
    void geluTanh(float[] x, int x0, float[] out, int o0, int n);

    void tanh(float[] x, int x0, float[] out, int o0, int n);

    /** log(1 + exp(x)). */
    void softplus(float[] x, int x0, float[] out, int o0, int n);

    /** max(0, x)². */
    void reluSquared(float[] x, int x0, float[] out, int o0, int n);
}
