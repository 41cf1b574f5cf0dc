package org.menura.tensor.cpu.loops;

/** {@link Arithmetic} in plain Java: the reference, and what runs without the Vector API. */
final class PlainArithmetic implements Arithmetic {
    @Override
    public void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] + b[b0 + i];
        }
    }

    @Override
    public void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] - b[b0 + i];
        }
    }

    @Override
    public void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] * b[b0 + i];
        }
    }

    @Override
    public void addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n) {
        for (int i = 0; i < n; i++) {
            sum[s0 + i] += a[a0 + i] * b[b0 + i];
        }
    }

    @Override
    public void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = scale * x[x0 + i] + shift;
        }
    }

    @Override
    public void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = Math.min(high, Math.max(low, x[x0 + i]));
        }
    }

    @Override
    public void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] + (b[b0 + i] - a[a0 + i]) * t[t0 + i];
        }
    }

    @Override
    public void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * scale * (w[w0 + i] + shift);
        }
    }
}
