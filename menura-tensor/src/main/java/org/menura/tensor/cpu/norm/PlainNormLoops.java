package org.menura.tensor.cpu.norm;

/** {@link NormLoops} in plain Java: the reference, and what runs without the Vector API. */
final class PlainNormLoops implements NormLoops {
    @Override
    public void sums(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out) {
        float squares = 0;
        float products = 0;
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float c = x[x0 + i] - mean;
            float g = dy[d0 + i] * (w[w0 + i] + shift);
            squares += c * c;
            products += g * c;
            sum += g;
        }
        out[0] = squares;
        out[1] = products;
        out[2] = sum;
    }

    @Override
    public void add(
            float[] x,
            int x0,
            float mean,
            float[] dy,
            int d0,
            float[] w,
            int w0,
            float shift,
            float p,
            float q,
            float r,
            float[] dx,
            int o0,
            int n) {
        for (int i = 0; i < n; i++) {
            float g = dy[d0 + i] * (w[w0 + i] + shift);
            dx[o0 + i] += g * p + ((x[x0 + i] - mean) * q + r);
        }
    }
}
