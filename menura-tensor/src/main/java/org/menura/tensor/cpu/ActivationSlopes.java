package org.menura.tensor.cpu;

import org.menura.tensor.Activation;

/** The derivatives of the functions of {@link Activation}. */
final class ActivationSlopes {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final Curves CURVES = Curves.BEST;
    private static final Slopes SLOPES = Slopes.BEST;
    private static final float QUICK = 1.702f;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    private ActivationSlopes() {}

    /** out[i] = f'(x[x0 + i]) for n elements; out has room for twice as many. */
    static void apply(Activation f, float[] x, int x0, float[] out, int n) {
        switch (f) {
            case RELU -> SLOPES.within(x, x0, Float.MIN_VALUE, INFINITE, out, 0, n);
            case RELU_SQUARED -> {
                A.clamp(x, x0, 0, INFINITE, out, 0, n);
                A.affine(out, 0, 2, 0, out, 0, n);
            }
            case GELU -> SLOPES.gelu(x, x0, out, 0, n);
            case GELU_TANH -> SLOPES.geluTanh(x, x0, out, 0, n);
            case QUICK_GELU -> SLOPES.swish(x, x0, QUICK, out, 0, n);
            case SILU -> SLOPES.swish(x, x0, 1, out, 0, n);
            case SIGMOID -> { // σ (1 - σ)
                CURVES.sigmoid(x, x0, out, 0, n);
                A.affine(out, 0, -1, 1, out, n, n);
                A.mul(out, n, out, 0, out, 0, n);
            }
            case TANH -> { // 1 - tanh²
                CURVES.tanh(x, x0, out, 0, n);
                A.mul(out, 0, out, 0, out, 0, n);
                A.affine(out, 0, -1, 1, out, 0, n);
            }
            case SOFTPLUS -> CURVES.sigmoid(x, x0, out, 0, n);
            case EXP -> Primitives.BEST.exp(x, x0, out, 0, n);
        }
    }
}
