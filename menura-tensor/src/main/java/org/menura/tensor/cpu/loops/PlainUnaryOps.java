package org.menura.tensor.cpu.loops;

/** {@link UnaryOps} in plain Java: the reference, and what runs without the Vector API. */
final class PlainUnaryOps implements UnaryOps {
    /** √(8/π): twice the factor in {@link #geluTanh}. */
    static final float TANH_SCALE = (float) Math.sqrt(8 / Math.PI);

    static final float CUBE = 0.044715f;

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** Without an exponential that overflows. */
    private static float sigma(float x) {
        float e = exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    @Override
    public void sigmoid(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = sigma(x[x0 + i]);
        }
    }

    @Override
    public void swish(float[] x, int x0, float scale, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * sigma(scale * x[x0 + i]);
        }
    }

    /** {@code x Φ(x) = max(0, x) - |x| (1 - Φ(|x|))}, whose small part is small on both sides. */
    @Override
    public void gelu(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float a = Math.abs(v);
            a = a > Rationals.MILLS_END ? Rationals.MILLS_END : a;
            float tail = a * exp(a * a * -0.5f) * Rationals.mills(a);
            out[o0 + i] = (v < 0 ? 0 : v) - tail;
        }
    }

    @Override
    public void geluTanh(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            out[o0 + i] = v * sigma((v * v * CUBE + 1) * v * TANH_SCALE);
        }
    }

    @Override
    public void tanh(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float y = v * Rationals.tanh(v * v);
            y = v > Rationals.TANH_END || y > 1 ? 1 : y;
            out[o0 + i] = v < -Rationals.TANH_END || y < -1 ? -1 : y;
        }
    }

    /** {@code max(0, x) + log(1 + exp(-|x|))}. */
    @Override
    public void softplus(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float e = exp(-Math.abs(v));
            out[o0 + i] = (v < 0 ? 0 : v) + e * Rationals.log1p(e);
        }
    }

    @Override
    public void reluSquared(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float r = x[x0 + i] < 0 ? 0 : x[x0 + i];
            out[o0 + i] = r * r;
        }
    }
}
