package org.menura.tensor.cpu;

import org.menura.tensor.Activation;

/** The functions of {@link Activation} with their derivatives. */
final class ActivationSlopes {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final Curves CURVES = Curves.BEST;
    private static final Slopes SLOPES = Slopes.BEST;
    private static final float QUICK = 1.702f;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    private ActivationSlopes() {}

    /** value[i] = f(x[x0 + i]) and slope[i] = f'(x[x0 + i]) for n elements. */
    static void apply(Activation f, float[] x, int x0, float[] value, float[] slope, int n) {
        switch (f) {
            case RELU -> {
                A.clamp(x, x0, 0, INFINITE, value, 0, n);
                SLOPES.within(x, x0, Float.MIN_VALUE, INFINITE, slope, 0, n);
            }
            case RELU_SQUARED -> {
                A.clamp(x, x0, 0, INFINITE, slope, 0, n);
                A.mul(slope, 0, slope, 0, value, 0, n);
                A.affine(slope, 0, 2, 0, slope, 0, n);
            }
            case GELU -> SLOPES.gelu(x, x0, value, 0, slope, 0, n);
            case GELU_TANH -> SLOPES.geluTanh(x, x0, value, 0, slope, 0, n);
            case QUICK_GELU -> SLOPES.swish(x, x0, QUICK, value, 0, slope, 0, n);
            case SILU -> SLOPES.swish(x, x0, 1, value, 0, slope, 0, n);
            case SIGMOID -> { // σ (1 - σ)
                CURVES.sigmoid(x, x0, value, 0, n);
                A.affine(value, 0, -1, 1, slope, 0, n);
                A.mul(slope, 0, value, 0, slope, 0, n);
            }
            case TANH -> { // 1 - tanh²
                CURVES.tanh(x, x0, value, 0, n);
                A.mul(value, 0, value, 0, slope, 0, n);
                A.affine(slope, 0, -1, 1, slope, 0, n);
            }
            case SOFTPLUS -> {
                CURVES.softplus(x, x0, value, 0, n);
                CURVES.sigmoid(x, x0, slope, 0, n);
            }
            case EXP -> {
                Primitives.BEST.exp(x, x0, value, 0, n);
                System.arraycopy(value, 0, slope, 0, n);
            }
        }
    }
}
