package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.FloatKernels;

/** {@link FloatOps} by a library of machine code, and by loops where it has none. */
record CodeFloats(FloatKernels code) implements FloatOps {
    @Override
    public void activate(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        if (!code.activate(f, x, x0, out, o0, n)) {
            LOOPS.activate(f, x, x0, out, o0, n);
        }
    }

    @Override
    public void gated(Activation f, float[] gate, int g0, float[] up, int u0, float[] out, int o0, int n) {
        if (!code.gated(f, gate, g0, up, u0, out, o0, n)) {
            LOOPS.gated(f, gate, g0, up, u0, out, o0, n);
        }
    }

    @Override
    public void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        if (!code.add(a, a0, b, b0, out, o0, n)) {
            LOOPS.add(a, a0, b, b0, out, o0, n);
        }
    }

    @Override
    public void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        if (!code.mul(a, a0, b, b0, out, o0, n)) {
            LOOPS.mul(a, a0, b, b0, out, o0, n);
        }
    }

    @Override
    public void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        if (!code.affine(x, x0, scale, shift, out, o0, n)) {
            LOOPS.affine(x, x0, scale, shift, out, o0, n);
        }
    }

    @Override
    public void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        if (!code.clamp(x, x0, low, high, out, o0, n)) {
            LOOPS.clamp(x, x0, low, high, out, o0, n);
        }
    }

    @Override
    public void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        if (!code.lerp(a, a0, b, b0, t, t0, out, o0, n)) {
            LOOPS.lerp(a, a0, b, b0, t, t0, out, o0, n);
        }
    }

    @Override
    public void softmax(float[] x, int x0, float[] out, int o0, int n) {
        if (!code.softmax(x, x0, out, o0, n)) {
            LOOPS.softmax(x, x0, out, o0, n);
        }
    }

    @Override
    public void normalizeSum(float[] x, int x0, float[] out, int o0, int n) {
        if (!code.normalizeSum(x, x0, out, o0, n)) {
            LOOPS.normalizeSum(x, x0, out, o0, n);
        }
    }

    @Override
    public void sum(float[] x, int x0, float[] out, int o0, int n) {
        if (!code.sum(x, x0, out, o0, n)) {
            LOOPS.sum(x, x0, out, o0, n);
        }
    }

    @Override
    public void l2(float[] x, int x0, float[] out, int o0, int n, float eps) {
        if (!code.l2(x, x0, out, o0, n, eps)) {
            LOOPS.l2(x, x0, out, o0, n, eps);
        }
    }

    @Override
    public void conv(
            float[] past,
            int p0,
            float[] x,
            int x0,
            float[] taps,
            float @Nullable [] bias,
            int b0,
            float[] out,
            int o0,
            int n,
            int width) {
        if (!code.conv(past, p0, x, x0, taps, bias, b0, out, o0, n, width)) {
            LOOPS.conv(past, p0, x, x0, taps, bias, b0, out, o0, n, width);
        }
    }

    @Override
    public void rms(
            float[] x, int x0, float @Nullable [] w, int w0, float[] out, int o0, int n, float eps, float shift) {
        if (!code.rms(x, x0, w, w0, out, o0, n, eps, shift)) {
            LOOPS.rms(x, x0, w, w0, out, o0, n, eps, shift);
        }
    }

    @Override
    public void standardize(
            float[] x,
            int x0,
            float @Nullable [] w,
            int w0,
            float @Nullable [] b,
            int b0,
            float[] out,
            int o0,
            int n,
            float eps,
            boolean brief) {
        if (!code.standardize(x, x0, w, w0, b, b0, out, o0, n, eps)) {
            LOOPS.standardize(x, x0, w, w0, b, b0, out, o0, n, eps, brief);
        }
    }

    @Override
    public void rope(
            float[] x,
            int x0,
            float[] angles,
            int a0,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] out,
            int o0) {
        if (!code.rope(x, x0, angles, a0, pairs, interleaved, heads, dim, out, o0)) {
            LOOPS.rope(x, x0, angles, a0, pairs, interleaved, heads, dim, out, o0);
        }
    }
}
