package org.menura.tensor.cpu;

import org.menura.tensor.Activation;

/** The functions of {@link Activation}. Those that are made of exponentials share the vectorised one. */
final class Activations {
    private static final Primitives P = Primitives.BEST;
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final float TANH_SCALE = (float) Math.sqrt(2 / Math.PI);

    private Activations() {}

    /** out[i] = f(x[i]) for n elements; out and x do not overlap. */
    static void apply(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        switch (f) {
            case SIGMOID -> sigmoid(x, x0, 1, out, o0, n);
            case SILU -> {
                sigmoid(x, x0, 1, out, o0, n);
                times(x, x0, out, o0, n);
            }
            case QUICK_GELU -> {
                sigmoid(x, x0, 1.702f, out, o0, n);
                times(x, x0, out, o0, n);
            }
            case GELU_TANH -> geluTanh(x, x0, out, o0, n);
            case EXP -> P.exp(x, x0, out, o0, n);
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    out[o0 + i] = Math.max(0, x[x0 + i]);
                }
            }
            case RELU_SQUARED -> {
                for (int i = 0; i < n; i++) {
                    float r = Math.max(0, x[x0 + i]);
                    out[o0 + i] = r * r;
                }
            }
            case GELU -> {
                for (int i = 0; i < n; i++) {
                    out[o0 + i] = (float) (0.5 * x[x0 + i] * (1 + erf(x[x0 + i] * SQRT_HALF)));
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    out[o0 + i] = (float) Math.tanh(x[x0 + i]);
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < n; i++) {
                    float v = x[x0 + i];
                    out[o0 + i] = v > 20 ? v : (float) Math.log1p(Math.exp(v));
                }
            }
        }
    }

    /** out = 1 / (1 + exp(-scale · x)). */
    private static void sigmoid(float[] x, int x0, float scale, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = -scale * x[x0 + i];
        }
        P.exp(out, o0, out, o0, n);
        for (int i = 0; i < n; i++) {
            out[o0 + i] = 1 / (1 + out[o0 + i]);
        }
    }

    /** {@code 0.5 (1 + tanh(u)) = σ(2 u)} with {@code u = √(2/π) (x + 0.044715 x³)}. */
    private static void geluTanh(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            out[o0 + i] = -2 * TANH_SCALE * (v + 0.044715f * v * v * v);
        }
        P.exp(out, o0, out, o0, n);
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] / (1 + out[o0 + i]);
        }
    }

    private static void times(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] *= x[x0 + i];
        }
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
