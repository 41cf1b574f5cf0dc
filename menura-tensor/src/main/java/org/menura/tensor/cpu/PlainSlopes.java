package org.menura.tensor.cpu;

/** {@link Slopes} in plain Java: the reference, and what runs without the Vector API. */
final class PlainSlopes implements Slopes {
    /** Three times the factor of x³ in {@link #geluTanh}. */
    static final float SQUARE = 3 * PlainCurves.CUBE;

    /** φ(0). */
    static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** σ(z), given {@code e = exp(-|z|)}. */
    private static float sigma(float z, float e) {
        return (z < 0 ? e : 1) / (1 + e);
    }

    @Override
    public void swish(float[] x, int x0, float scale, float[] value, int v0, float[] slope, int s0, int n) {
        for (int i = 0; i < n; i++) {
            float z = x[x0 + i] * scale;
            float e = exp(-Math.abs(z));
            float sigma = sigma(z, e);
            value[v0 + i] = x[x0 + i] * sigma;
            slope[s0 + i] = sigma * (1 + z * sigma(-z, e));
        }
    }

    /** With {@code t = 1 - Φ(|x|)}, the derivative is {@code t - |x| φ(x)} left of zero, and 1 less that on the right. */
    @Override
    public void gelu(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float a = Math.abs(v);
            a = a > Rationals.MILLS_END ? Rationals.MILLS_END : a;
            float e = exp(a * a * -0.5f);
            float tail = e * Rationals.mills(a);
            float left = tail - a * e * DENSITY;
            value[v0 + i] = (v < 0 ? 0 : v) - a * tail;
            slope[s0 + i] = v < 0 ? left : 1 - left;
        }
    }

    @Override
    public void geluTanh(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[x0 + i];
            float scaled = v * PlainCurves.TANH_SCALE;
            float u = (v * v * PlainCurves.CUBE + 1) * scaled;
            float e = exp(-Math.abs(u));
            float sigma = sigma(u, e);
            value[v0 + i] = v * sigma;
            slope[s0 + i] = sigma * (1 + (v * v * SQUARE + 1) * scaled * sigma(-u, e));
        }
    }

    @Override
    public void within(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] >= low && x[x0 + i] <= high ? 1 : 0;
        }
    }
}
