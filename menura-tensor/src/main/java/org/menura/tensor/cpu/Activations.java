package org.menura.tensor.cpu;

import org.menura.tensor.Activation;

/** The functions of {@link Activation}. */
final class Activations {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final float TANH_SCALE = (float) Math.sqrt(2 / Math.PI);

    private Activations() {}

    static float apply(Activation f, float x) {
        return switch (f) {
            case RELU -> Math.max(0, x);
            case RELU_SQUARED -> Math.max(0, x) * Math.max(0, x);
            case GELU -> (float) (0.5 * x * (1 + erf(x * SQRT_HALF)));
            case GELU_TANH -> 0.5f * x * (1 + (float) Math.tanh(TANH_SCALE * (x + 0.044715f * x * x * x)));
            case QUICK_GELU -> x * sigmoid(1.702f * x);
            case SILU -> x * sigmoid(x);
            case SIGMOID -> sigmoid(x);
            case TANH -> (float) Math.tanh(x);
            case SOFTPLUS -> x > 20 ? x : (float) Math.log1p(Math.exp(x));
            case EXP -> (float) Math.exp(x);
        };
    }

    static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    /**
     * The error function, to about 1e-13: its Taylor series near zero, beyond that the continued fraction of the
     * complementary function (Abramowitz and Stegun, 7.1.5 and 7.1.14).
     */
    static double erf(double x) {
        double a = Math.abs(x);
        if (a > 6) {
            return Math.signum(x);
        }
        double square = a * a;
        double value;
        if (a < 2.5) {
            double term = a;
            double sum = a;
            for (int n = 1; Math.abs(term) > 1e-17 * sum; n++) {
                term *= -square / n;
                sum += term / (2 * n + 1);
            }
            value = 2 / Math.sqrt(Math.PI) * sum;
        } else {
            double fraction = 0;
            for (int n = 60; n >= 1; n--) {
                fraction = n / 2.0 / (a + fraction);
            }
            value = 1 - Math.exp(-square) / Math.sqrt(Math.PI) / (a + fraction);
        }
        return x < 0 ? -value : value;
    }
}
