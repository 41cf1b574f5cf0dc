package org.menura.tensor.cpu.loops;

/** {@link UnaryGradients} in plain Java: the reference, and what runs without the Vector API. */
final class PlainUnaryGradients implements UnaryGradients {
    /** Three times the factor of x³ in {@link #geluTanh}. */
    static final float SQUARE = 3 * PlainUnaryOps.CUBE;

    /** φ(0). */
    static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** {@code σ(z) + t σ'(z)}; with {@code e = exp(-|z|)}, the derivative is {@code e / (1 + e)²} on both sides. */
    private static float slope(float z, float t) {
        float e = exp(-Math.abs(z));
        float r = 1 / (1 + e);
        return (z < 0 ? e * r : r) + t * (e * r * r);
    }

    @Override
    public void swish(float[] x, int x0, float scale, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float z = x[x0 + i] * scale;
            out[o0 + i] = slope(z, z);
        }
    }

    /** With {@code t = 1 - Φ(|x|)} it is {@code t - |x| φ(x)} left of zero, and 1 less that on the right. */
    @Override
    public void gelu(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float a = Math.abs(v);
            a = a > Rationals.MILLS_END ? Rationals.MILLS_END : a;
            float left = exp(a * a * -0.5f) * (Rationals.mills(a) - a * DENSITY);
            out[o0 + i] = v < 0 ? left : 1 - left;
        }
    }

    @Override
    public void geluTanh(float[] x, int x0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float scaled = v * PlainUnaryOps.TANH_SCALE;
            out[o0 + i] = slope((v * v * PlainUnaryOps.CUBE + 1) * scaled, (v * v * SQUARE + 1) * scaled);
        }
    }

    @Override
    public void within(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] >= low && x[x0 + i] <= high ? 1 : 0;
        }
    }
}
