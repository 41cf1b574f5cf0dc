package org.menura.tensor.cpu.elementwise;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Accumulate;
import org.menura.tensor.cpu.loops.ActivationLoops;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.UnaryGradients;
import org.menura.tensor.cpu.work.Workers;

/** Backward passes of what works element by element. See {@link org.menura.tensor.Gradients}. */
public final class ElementGradients {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final Accumulate ADD = Accumulate.BEST;
    private static final Primitives P = Primitives.BEST;
    private static final FloatOps FLOATS = FloatOps.found();

    /** Elements of cheap work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Elements of functions that are worth handing to another thread. */
    private static final int GRAIN_OF_FUNCTIONS = 1 << 11;

    /** Elements that stay in the first-level cache from one pass to the next, with those of six other arrays. */
    private static final int BLOCK = 1 << 10;

    private ElementGradients() {}

    public static void add(Workers workers, Tensor dy, float scale, Tensor dx) {
        Repetitions.sum(
                workers,
                (int) dy.elements(),
                dx,
                (from, n, sums, at) -> P.axpy(scale, dy.floats(), dy.offset() + from, sums, at, n));
    }

    public static void addProduct(Workers workers, Tensor a, Tensor b, Tensor dx) {
        int total = (int) a.elements();
        int period = (int) b.elements();
        float[] as = a.floats();
        if (dx.elements() == total) {
            float[] to = dx.floats();
            Repetitions.each(
                    workers,
                    total,
                    b,
                    (i, bs, b0, n) -> A.addProduct(as, a.offset() + i, bs, b0, to, dx.offset() + i, n));
            return;
        }
        Repetitions.sum(workers, total, dx, (from, n, sums, at) -> {
            for (int i = 0; i < n; ) {
                int j = (from + i) % period;
                int count = Math.min(n - i, period - j);
                A.addProduct(as, a.offset() + from + i, b.floats(), b.offset() + j, sums, at + i, count);
                i += count;
            }
        });
    }

    public static void clamp(Workers workers, Tensor x, float low, float high, Tensor dy, Tensor dx) {
        workers.run((int) x.elements(), GRAIN, (from, to) -> {
            float[] slope = new float[BLOCK];
            for (int i = from; i < to; i += BLOCK) {
                int n = Math.min(BLOCK, to - i);
                UnaryGradients.BEST.within(x.floats(), x.offset() + i, low, high, slope, 0, n);
                A.addProduct(slope, 0, dy.floats(), dy.offset() + i, dx.floats(), dx.offset() + i, n);
            }
        });
    }

    public static void activate(Workers workers, Activation f, Tensor x, Tensor dy, Tensor dx) {
        workers.run((int) x.elements(), GRAIN_OF_FUNCTIONS, (from, to) -> {
            float[] slope = new float[2 * BLOCK];
            for (int i = from; i < to; i += BLOCK) {
                int n = Math.min(BLOCK, to - i);
                ActivationLoops.slope(f, x.floats(), x.offset() + i, slope, 0, n);
                A.addProduct(slope, 0, dy.floats(), dy.offset() + i, dx.floats(), dx.offset() + i, n);
            }
        });
    }

    public static void gated(
            Workers workers,
            Activation f,
            Tensor gate,
            Tensor up,
            Tensor dy,
            @Nullable Tensor dGate,
            @Nullable Tensor dUp) {
        workers.run((int) gate.elements(), GRAIN_OF_FUNCTIONS, (from, to) -> {
            float[] own = new float[2 * BLOCK];
            for (int i = from; i < to; i += BLOCK) {
                int n = Math.min(BLOCK, to - i);
                int g0 = gate.offset() + i;
                int d0 = dy.offset() + i;
                if (dGate != null) {
                    ActivationLoops.slope(f, gate.floats(), g0, own, 0, n);
                    A.mul(own, 0, up.floats(), up.offset() + i, own, 0, n);
                    A.addProduct(own, 0, dy.floats(), d0, dGate.floats(), dGate.offset() + i, n);
                }
                if (dUp != null) {
                    FLOATS.activate(f, gate.floats(), g0, own, 0, n);
                    A.addProduct(own, 0, dy.floats(), d0, dUp.floats(), dUp.offset() + i, n);
                }
            }
        });
    }

    public static void lerp(
            Workers workers,
            Tensor a,
            Tensor b,
            Tensor t,
            Tensor dy,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dt) {
        int total = (int) dy.elements();
        float[] d = dy.floats();
        int d0 = dy.offset();
        if (da != null) { // dy (1 - t)
            float[] to = da.floats();
            Repetitions.each(
                    workers, total, t, (i, ts, t0, n) -> ADD.scale(d, d0 + i, -1, ts, t0, -1, to, da.offset() + i, n));
        }
        if (db != null) {
            addProduct(workers, dy, t, db);
        }
        if (dt != null) {
            Repetitions.sum(workers, total, dt, (i, n, sums, at) -> {
                ADD.difference(b.floats(), b.offset() + i, a.floats(), a.offset() + i, d, d0 + i, sums, at, n);
            });
        }
    }

    public static void scaleRows(
            Workers workers, Tensor x, Tensor factors, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dFactors) {
        int n = x.shape().cols();
        workers.run((int) factors.elements(), Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int r = from; r < to; r++) {
                int d0 = dy.offset() + r * n;
                if (dx != null) {
                    float factor = factors.floats()[factors.offset() + r];
                    P.axpy(factor, dy.floats(), d0, dx.floats(), dx.offset() + r * n, n);
                }
                if (dFactors != null) {
                    float dot = P.dot(dy.floats(), d0, x.floats(), x.offset() + r * n, n);
                    dFactors.floats()[dFactors.offset() + r] += dot;
                }
            }
        });
    }
}
