package org.menura.tensor.cpu.loops;

/** {@link Accumulate} in plain Java: the reference, and what runs without the Vector API. */
final class PlainAccumulate implements Accumulate {
    @Override
    public void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] sum, int s0, int n) {
        for (int i = 0; i < n; i++) {
            sum[s0 + i] += x[x0 + i] * scale * (w[w0 + i] + shift);
        }
    }

    @Override
    public void mix(float[] a, int a0, float p, float[] b, int b0, float q, float shift, float[] sum, int s0, int n) {
        for (int i = 0; i < n; i++) {
            sum[s0 + i] += a[a0 + i] * p + b[b0 + i] * q + shift;
        }
    }

    @Override
    public void difference(float[] a, int a0, float[] b, int b0, float[] w, int w0, float[] sum, int s0, int n) {
        for (int i = 0; i < n; i++) {
            sum[s0 + i] += (a[a0 + i] - b[b0 + i]) * w[w0 + i];
        }
    }

    @Override
    public void turnBack(float[] x, int u, int v, float[] angles, int cos, int sin, float[] sum, int s, int t, int n) {
        for (int i = 0; i < n; i++) {
            float c = angles[cos + i];
            float d = angles[sin + i];
            sum[s + i] += x[u + i] * c + x[v + i] * d;
            sum[t + i] += x[v + i] * c - x[u + i] * d;
        }
    }
}
