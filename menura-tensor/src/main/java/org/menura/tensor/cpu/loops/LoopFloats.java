package org.menura.tensor.cpu.loops;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;

/** {@link FloatOps} by loops of the Vector API, or of plain Java. It holds none of them: they are loaded when first needed. */
final class LoopFloats implements FloatOps {
    /** Elements that stay in the first-level cache from one pass to the next. */
    private static final int BLOCK = 1 << 11;

    /** Channels of a convolution that stay in the first-level cache, with what they are multiplied by. */
    private static final int CHANNELS = 512;

    @Override
    public void activate(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        ActivationLoops.value(f, x, x0, out, o0, n);
    }

    @Override
    public void gated(Activation f, float[] gate, int g0, float[] up, int u0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i += BLOCK) {
            int count = Math.min(BLOCK, n - i);
            ActivationLoops.value(f, gate, g0 + i, out, o0 + i, count);
            Arithmetic.BEST.mul(out, o0 + i, up, u0 + i, out, o0 + i, count);
        }
    }

    @Override
    public void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        Arithmetic.BEST.add(a, a0, b, b0, out, o0, n);
    }

    @Override
    public void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        Arithmetic.BEST.mul(a, a0, b, b0, out, o0, n);
    }

    @Override
    public void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        Arithmetic.BEST.affine(x, x0, scale, shift, out, o0, n);
    }

    @Override
    public void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        Arithmetic.BEST.clamp(x, x0, low, high, out, o0, n);
    }

    @Override
    public void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        Arithmetic.BEST.lerp(a, a0, b, b0, t, t0, out, o0, n);
    }

    @Override
    public void softmax(float[] x, int x0, float[] out, int o0, int n) {
        System.arraycopy(x, x0, out, o0, n);
        float sum = Primitives.BEST.expSum(out, o0, n, Primitives.BEST.max(out, o0, n));
        Arithmetic.BEST.affine(out, o0, 1 / sum, 0, out, o0, n);
    }

    @Override
    public void normalizeSum(float[] x, int x0, float[] out, int o0, int n) {
        float sum = Primitives.BEST.sum(x, x0, n);
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] / sum;
        }
    }

    @Override
    public void sum(float[] x, int x0, float[] out, int o0, int n) {
        out[o0] = Primitives.BEST.sum(x, x0, n);
    }

    @Override
    public void l2(float[] x, int x0, float[] out, int o0, int n, float eps) {
        float norm = (float) Math.sqrt(Primitives.BEST.dot(x, x0, x, x0, n));
        Arithmetic.BEST.affine(x, x0, 1 / Math.max(norm, eps), 0, out, o0, n);
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
        for (int low = 0; low < n; low += CHANNELS) {
            int count = Math.min(CHANNELS, n - low);
            int at = o0 + low;
            if (bias == null) {
                Arrays.fill(out, at, at + count, 0);
            } else {
                System.arraycopy(bias, b0 + low, out, at, count);
            }
            for (int j = 0; j < width - 1; j++) {
                Arithmetic.BEST.addProduct(taps, j * n + low, past, p0 + j * n + low, out, at, count);
            }
            Arithmetic.BEST.addProduct(taps, (width - 1) * n + low, x, x0 + low, out, at, count);
        }
    }

    @Override
    public void rms(
            float[] x, int x0, float @Nullable [] w, int w0, float[] out, int o0, int n, float eps, float shift) {
        double squares = Primitives.BEST.dot(x, x0, x, x0, n);
        float scale = (float) (1 / Math.sqrt(squares / n + eps));
        if (w == null) {
            Arithmetic.BEST.affine(x, x0, scale, 0, out, o0, n);
        } else {
            Arithmetic.BEST.scale(x, x0, scale, w, w0, shift, out, o0, n);
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
        Primitives p = brief ? Primitives.PLAIN : Primitives.BEST;
        Arithmetic a = brief ? Arithmetic.PLAIN : Arithmetic.BEST;
        float mean = p.sum(x, x0, n) / n;
        a.affine(x, x0, 1, -mean, out, o0, n);
        double squares = p.dot(out, o0, out, o0, n);
        float scale = (float) (1 / Math.sqrt(squares / n + eps));
        if (w == null) {
            a.affine(out, o0, scale, 0, out, o0, n);
        } else {
            a.scale(out, o0, scale, w, w0, 0, out, o0, n);
        }
        if (b != null) {
            a.add(out, o0, b, b0, out, o0, n);
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
        int near = interleaved ? 2 : 1;
        int far = interleaved ? 1 : pairs;
        for (int head = 0; head < heads; head++) {
            int from = x0 + head * dim;
            int to = o0 + head * dim;
            for (int i = 0; i < pairs; i++) {
                float c = angles[a0 + i];
                float s = angles[a0 + pairs + i];
                float u = x[from + near * i];
                float v = x[from + near * i + far];
                out[to + near * i] = u * c - v * s;
                out[to + near * i + far] = v * c + u * s;
            }
            System.arraycopy(x, from + 2 * pairs, out, to + 2 * pairs, dim - 2 * pairs);
        }
    }
}
