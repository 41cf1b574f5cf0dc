package org.menura.x86.kernel;

import org.menura.tensor.Activation;

/** What {@link FloatCode} and the kernels written with it compute, step by step in plain Java. */
final class PlainFloats {
    private static final float LOG2_E = (float) (1 / Math.log(2));
    private static final float ROUND = 0x1.8p23f;
    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    private PlainFloats() {}

    static float exp(float x) {
        float c = Float.isNaN(x) ? x : Math.min(Math.max(x, -104), 89);
        float shifted = c * LOG2_E + ROUND;
        float n = shifted - ROUND;
        float r = Math.fma(-n, LN2_HIGH, c);
        r = Math.fma(-n, LN2_LOW, r);
        float p = 1f / 5040;
        for (float t : new float[] {1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1}) {
            p = Math.fma(p, r, t);
        }
        int e = (int) n;
        return p * power(e >> 1) * power(e - (e >> 1));
    }

    private static float power(int n) {
        return Float.intBitsToFloat((n << 23) + Float.floatToRawIntBits(1));
    }

    static float curve(Activation f, float x) {
        return switch (f) {
            case RELU -> x > 0 || Float.isNaN(x) ? x : 0;
            case RELU_SQUARED -> x > 0 || Float.isNaN(x) ? x * x : 0;
            case SILU -> x / (exp(-x) + 1);
            case SIGMOID -> 1 / (exp(-x) + 1);
            case QUICK_GELU -> x / (exp(x * -1.702f) + 1);
            case GELU_TANH -> x / (exp((x * x * 0.044715f + 1) * x * -(float) Math.sqrt(8 / Math.PI)) + 1);
            default -> throw new IllegalArgumentException(f.toString());
        };
    }

    /** The total of 16 sums. */
    static float total(float[] lanes) {
        float[] s = lanes.clone();
        for (int n = 8; n > 0; n /= 2) {
            for (int l = 0; l < n; l++) {
                s[l] += s[l + n];
            }
        }
        return s[0];
    }

    private static float meanOfSquares(float[] x) {
        float[] lanes = new float[16];
        for (int i = 0; i < x.length; i++) {
            lanes[i % 16] = Math.fma(x[i], x[i], lanes[i % 16]);
        }
        return total(lanes) / x.length;
    }

    private static float inverseRoot(float square, float eps) {
        return 1 / (float) Math.sqrt(square + eps);
    }

    static float[] rms(float[] x, float[] w, float eps, float shift) {
        float scale = inverseRoot(meanOfSquares(x), eps);
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = w.length == 0 ? x[i] * scale : x[i] * scale * (shift == 0 ? w[i] : w[i] + shift);
        }
        return out;
    }

    static float[] standardize(float[] x, float[] w, float[] b, float eps) {
        float[] lanes = new float[16];
        for (int i = 0; i < x.length; i++) {
            lanes[i % 16] += x[i];
        }
        float mean = total(lanes) / x.length;
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] - mean;
        }
        float scale = inverseRoot(meanOfSquares(out), eps);
        for (int i = 0; i < x.length; i++) {
            out[i] *= scale;
            out[i] = w.length == 0 ? out[i] : out[i] * w[i];
            out[i] = b.length == 0 ? out[i] : out[i] + b[i];
        }
        return out;
    }

    static float[] rope(float[] x, float[] angles, int pairs, boolean interleaved, int heads, int dim) {
        float[] out = x.clone();
        int near = interleaved ? 2 : 1;
        int far = interleaved ? 1 : pairs;
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < pairs; i++) {
                int at = h * dim + near * i;
                float c = angles[i];
                float s = angles[pairs + i];
                out[at] = x[at] * c - x[at + far] * s;
                out[at + far] = x[at + far] * c + x[at] * s;
            }
        }
        return out;
    }
}
