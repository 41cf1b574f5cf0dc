package org.menura.tensor.cpu;

import org.menura.tensor.Activation;

/** The functions of {@link Activation}. */
final class Activations {
    private static final UnaryOps CURVES = UnaryOps.BEST;
    private static final float QUICK = 1.702f;

    private Activations() {}

    /** out[i] = f(x[i]) for n elements. */
    static void apply(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        switch (f) {
            case RELU -> Arithmetic.BEST.clamp(x, x0, 0, Float.POSITIVE_INFINITY, out, o0, n);
            case RELU_SQUARED -> CURVES.reluSquared(x, x0, out, o0, n);
            case GELU -> CURVES.gelu(x, x0, out, o0, n);
            case GELU_TANH -> CURVES.geluTanh(x, x0, out, o0, n);
            case QUICK_GELU -> CURVES.swish(x, x0, QUICK, out, o0, n);
            case SILU -> CURVES.swish(x, x0, 1, out, o0, n);
            case SIGMOID -> CURVES.sigmoid(x, x0, out, o0, n);
            case TANH -> CURVES.tanh(x, x0, out, o0, n);
            case SOFTPLUS -> CURVES.softplus(x, x0, out, o0, n);
            case EXP -> Primitives.BEST.exp(x, x0, out, o0, n);
        }
    }
}
