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

    static float expBelow(float x) {
        if (x < -87.3f || Float.isNaN(x)) {
            return x < 0 ? 0 : x;
        }
        float shifted = Math.fma(x, LOG2_E, ROUND);
        float n = shifted - ROUND;
        float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
        return scaled(polynomial(r, 1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1), shifted);
    }

    /** Times two to the power that is in the last bits of a number. */
    private static float scaled(float x, float shifted) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) + (Float.floatToRawIntBits(shifted) << 23));
    }

    private static float power(int n) {
        return Float.intBitsToFloat((n << 23) + Float.floatToRawIntBits(1));
    }

    static float exp2(float x) {
        if (x < -126 || Float.isNaN(x)) {
            return x < 0 ? 0 : x;
        }
        float shifted = x + ROUND;
        float p = polynomial(
                x - (shifted - ROUND),
                0x1.41fbbcp-13f,
                0x1.5f3e54p-10f,
                0x1.3b2d4cp-7f,
                0x1.c6aee8p-5f,
                0x1.ebfbdcp-3f,
                0x1.62e43p-1f,
                1);
        return scaled(p, shifted);
    }

    static float curve(Activation f, float x) {
        return switch (f) {
            case RELU -> x > 0 || Float.isNaN(x) ? x : 0;
            case RELU_SQUARED -> x > 0 || Float.isNaN(x) ? x * x : 0;
            case SILU -> x / (exp(-x) + 1);
            case SIGMOID -> 1 / (exp(-x) + 1);
            case QUICK_GELU -> x / (exp(x * -1.702f) + 1);
            case GELU_TANH -> x / (exp((x * x * 0.044715f + 1) * x * -(float) Math.sqrt(8 / Math.PI)) + 1);
            case GELU -> gelu(x);
            case TANH -> tanh(x);
            case SOFTPLUS -> softplus(x);
            case EXP -> exp(x);
        };
    }

    private static float ramp(float x) {
        return x < 0 ? 0 : x;
    }

    private static float polynomial(float x, float... coefficients) {
        float p = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            p = Math.fma(p, x, coefficients[i]);
        }
        return p;
    }

    private static float gelu(float x) {
        float a = Math.abs(x);
        a = a > 14.5f ? 14.5f : a;
        float p = polynomial(a, 0x1.0777aap-8f, 0x1.478cf6p-5f, 0x1.735106p-3f, 0x1.be249cp-2f, 0.5f);
        float q = polynomial(a, 0x1.4a33eap-7f, 0x1.9a8dd8p-4f, 0x1.db869ap-2f, 0x1.31c9c2p0f, 0x1.ab547ep0f, 1);
        return ramp(x) - expBelow(a * a * -0.5f) * a * p / q;
    }

    private static float tanh(float x) {
        float c = x > 9.02f ? 9.02f : x < -9.02f ? -9.02f : x;
        float s = c * c;
        float p = polynomial(s, 0x1.c9a3dcp-27f, 0x1.595566p-16f, 0x1.c9f85cp-9f, 0x1.120442p-3f, 1);
        float q = polynomial(s, 0x1.a0b86cp-21f, 0x1.5841dep-12f, 0x1.a7df26p-6f, 0x1.de576ap-2f, 1);
        float y = c * (p / q);
        return y > 1 ? 1 : y < -1 ? -1 : y;
    }

    private static float softplus(float x) {
        float e = expBelow(-Math.abs(x));
        float p = polynomial(e, 0x1.faf058p-4f, 0x1.bc00cep-1f, 1);
        float q = polynomial(e, 0x1.fd740cp-6f, 0x1.e56fbap-2f, 0x1.5e0046p0f, 1);
        return ramp(x) + e * p / q;
    }

    static float[] softmax(float[] x) {
        float max = Float.NEGATIVE_INFINITY;
        for (float v : x) {
            max = Math.max(max, v);
        }
        float[] e = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            e[i] = exp(x[i] - max);
        }
        float scale = 1 / sum(e);
        for (int i = 0; i < x.length; i++) {
            e[i] *= scale;
        }
        return e;
    }

    static float[] normalizeSum(float[] x) {
        float[] out = x.clone();
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] / sum(x);
        }
        return out;
    }

    static float sum(float[] x) {
        float[] lanes = new float[16];
        for (int i = 0; i < x.length; i++) {
            lanes[i % 16] += x[i];
        }
        return total(lanes);
    }

    static float[] l2(float[] x, float eps) {
        float[] lanes = new float[16];
        for (int i = 0; i < x.length; i++) {
            lanes[i % 16] = Math.fma(x[i], x[i], lanes[i % 16]);
        }
        float scale = 1 / Math.max((float) Math.sqrt(total(lanes)), eps);
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] * scale;
        }
        return out;
    }

    /** Past [width - 1, n], x and bias [n], taps [width, n]. */
    static float[] conv(float[] past, float[] x, float[] taps, float[] bias) {
        int n = x.length;
        float[] out = bias.length == 0 ? new float[n] : bias.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j * n < taps.length; j++) {
                out[i] += taps[j * n + i] * (j * n < past.length ? past[j * n + i] : x[i]);
            }
        }
        return out;
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

    /** The upper half of a float, rounded to nearest, ties to even; NaN becomes the usual one. */
    static short bf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return (short) (Float.isNaN(x) ? 0x7fc0 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
