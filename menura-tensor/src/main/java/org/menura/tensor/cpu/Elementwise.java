package org.menura.tensor.cpu;

import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;

/**
 * Operations on one element of each operand at a time. The loops are plain and over arrays, so that the compiler
 * vectorises them. A second operand of fewer elements repeats.
 */
final class Elementwise {
    private Elementwise() {}

    /** Elements of cheap work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 15;

    /** A loop over {@code n} elements of two operands. */
    @FunctionalInterface
    private interface Loop {
        void run(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);
    }

    static void add(Workers workers, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, out, Elementwise::add);
    }

    static void sub(Workers workers, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, out, Elementwise::sub);
    }

    static void mul(Workers workers, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, out, Elementwise::mul);
    }

    private static void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] + b[b0 + i];
        }
    }

    private static void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] - b[b0 + i];
        }
    }

    private static void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = a[a0 + i] * b[b0 + i];
        }
    }

    /** Runs a loop over blocks as long as the second operand. */
    private static void each(Workers workers, Tensor a, Tensor b, float[] out, Loop loop) {
        int n = (int) b.elements();
        int blocks = n == 0 ? 0 : (int) (a.elements() / n);
        if (blocks == 1) {
            workers.run(
                    n,
                    GRAIN,
                    (from, to) -> loop.run(
                            a.floats(), a.offset() + from, b.floats(), b.offset() + from, out, from, to - from));
            return;
        }
        workers.run(blocks, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int i = from; i < to; i++) {
                loop.run(a.floats(), a.offset() + i * n, b.floats(), b.offset(), out, i * n, n);
            }
        });
    }

    static void affine(Tensor x, float scale, float shift, float[] out) {
        float[] xs = x.floats();
        int x0 = x.offset();
        int n = (int) x.elements();
        for (int i = 0; i < n; i++) {
            out[i] = scale * xs[x0 + i] + shift;
        }
    }

    static void clamp(Tensor x, float low, float high, float[] out) {
        float[] xs = x.floats();
        int x0 = x.offset();
        int n = (int) x.elements();
        for (int i = 0; i < n; i++) {
            out[i] = Math.min(high, Math.max(low, xs[x0 + i]));
        }
    }

    static void lerp(Tensor a, Tensor b, Tensor t, float[] out) {
        float[] as = a.floats();
        float[] bs = b.floats();
        float[] ts = t.floats();
        int n = (int) t.elements();
        for (int block = 0; block < a.elements(); block += n) {
            int a0 = a.offset() + block;
            int b0 = b.offset() + block;
            int t0 = t.offset();
            for (int i = 0; i < n; i++) {
                out[block + i] = as[a0 + i] + (bs[b0 + i] - as[a0 + i]) * ts[t0 + i];
            }
        }
    }

    static void scaleRows(Tensor x, Tensor factors, float[] out) {
        float[] xs = x.floats();
        int n = x.shape().cols();
        for (int r = 0; r < factors.elements(); r++) {
            float f = factors.floats()[factors.offset() + r];
            int x0 = x.offset() + r * n;
            for (int i = 0; i < n; i++) {
                out[r * n + i] = f * xs[x0 + i];
            }
        }
    }

    static void activate(Workers workers, Activation f, Tensor x, float[] out) {
        workers.run(
                (int) x.elements(),
                GRAIN / 16,
                (from, to) -> Activations.apply(f, x.floats(), x.offset() + from, out, from, to - from));
    }

    static void gated(Workers workers, Activation f, Tensor gate, Tensor up, float[] out) {
        workers.run((int) gate.elements(), GRAIN / 16, (from, to) -> {
            Activations.apply(f, gate.floats(), gate.offset() + from, out, from, to - from);
            mul(out, from, up.floats(), up.offset() + from, out, from, to - from);
        });
    }
}
