package org.menura.tensor.cpu.elementwise;

import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.work.Workers;

/**
 * Operations on one element of each operand at a time. A second operand of fewer elements repeats. Threads share the
 * elements.
 */
public final class Elementwise {

    /** Elements of cheap work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Elements of functions that are worth handing to another thread. */
    private static final int GRAIN_OF_FUNCTIONS = 1 << 11;

    private Elementwise() {}

    /** A loop over {@code n} elements, from {@code from} on in the first operand and {@code repeated} in the second. */
    @FunctionalInterface
    private interface Loop {
        void run(int from, int repeated, int n);
    }

    public static void add(Workers workers, FloatOps ops, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, (i, j, n) -> ops.add(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n));
    }

    public static void sub(Workers workers, Tensor a, Tensor b, float[] out) {
        each(
                workers,
                a,
                b,
                (i, j, n) -> Arithmetic.BEST.sub(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n));
    }

    public static void mul(Workers workers, FloatOps ops, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, (i, j, n) -> ops.mul(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n));
    }

    public static void lerp(Workers workers, FloatOps ops, Tensor a, Tensor b, Tensor t, float[] out) {
        each(workers, a, t, (i, j, n) -> {
            float[] shares = t.floats();
            ops.lerp(a.floats(), a.offset() + i, b.floats(), b.offset() + i, shares, t.offset() + j, out, i, n);
        });
    }

    /** Runs a loop over blocks as long as the second operand. */
    private static void each(Workers workers, Tensor a, Tensor b, Loop loop) {
        int n = (int) b.elements();
        int blocks = n == 0 ? 0 : (int) (a.elements() / n);
        if (blocks == 1) {
            workers.run(n, GRAIN, (from, to) -> loop.run(from, from, to - from));
            return;
        }
        workers.run(blocks, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int i = from; i < to; i++) {
                loop.run(i * n, 0, n);
            }
        });
    }

    public static void affine(Workers workers, FloatOps ops, Tensor x, float scale, float shift, float[] out) {
        workers.run(
                (int) x.elements(),
                GRAIN,
                (from, to) -> ops.affine(x.floats(), x.offset() + from, scale, shift, out, from, to - from));
    }

    public static void clamp(Workers workers, FloatOps ops, Tensor x, float low, float high, float[] out) {
        workers.run(
                (int) x.elements(),
                GRAIN,
                (from, to) -> ops.clamp(x.floats(), x.offset() + from, low, high, out, from, to - from));
    }

    public static void scaleRows(Workers workers, FloatOps ops, Tensor x, Tensor factors, float[] out) {
        int n = x.shape().cols();
        workers.run((int) factors.elements(), Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int r = from; r < to; r++) {
                float factor = factors.floats()[factors.offset() + r];
                ops.affine(x.floats(), x.offset() + r * n, factor, 0, out, r * n, n);
            }
        });
    }

    public static void activate(Workers workers, FloatOps ops, Activation f, Tensor x, float[] out) {
        workers.run(
                (int) x.elements(),
                GRAIN_OF_FUNCTIONS,
                (from, to) -> ops.activate(f, x.floats(), x.offset() + from, out, from, to - from));
    }

    public static void gated(Workers workers, FloatOps ops, Activation f, Tensor gate, Tensor up, float[] out) {
        workers.run((int) gate.elements(), GRAIN_OF_FUNCTIONS, (from, to) -> {
            int g0 = gate.offset() + from;
            ops.gated(f, gate.floats(), g0, up.floats(), up.offset() + from, out, from, to - from);
        });
    }
}
