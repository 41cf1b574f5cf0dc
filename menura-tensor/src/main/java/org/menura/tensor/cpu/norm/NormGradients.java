package org.menura.tensor.cpu.norm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.elementwise.ElementGradients;
import org.menura.tensor.cpu.loops.Accumulate;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RowSums;
import org.menura.tensor.cpu.work.Workers;

/** Backward passes of what goes over rows: norms, softmax, cross-entropy. See {@link org.menura.tensor.Gradients}. */
public final class NormGradients {
    private static final NormLoops LOOPS = NormLoops.BEST;
    private static final Accumulate ADD = Accumulate.BEST;
    private static final Primitives P = Primitives.BEST;
    private static final Arithmetic A = Arithmetic.BEST;

    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 13;

    private static final float[] NONE = {};

    /** Numbers that {@link NormLoops#sums} gives. */
    private static final int MOMENTS = 3;

    private NormGradients() {}

    /** With h = x / rms and g = dy · (w + shift): {@code dx = (g - h · mean(g h)) / rms} and {@code dw = Σ dy h}. */
    public static void rmsNorm(
            Workers workers,
            Tensor x,
            @Nullable Tensor w,
            float eps,
            float shift,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw) {
        int n = x.shape().cols();
        Tensor factors = w == null ? ones(n) : w;
        float[] xs = x.floats();
        float[] d = dy.floats();
        RowSums.Rows rows = (from, to, moments, sums, at) -> {
            for (int r = from; r < to; r++) {
                int x0 = x.offset() + r * n;
                int d0 = dy.offset() + r * n;
                LOOPS.sums(xs, x0, 0, d, d0, factors.floats(), factors.offset(), shift, n, moments);
                float scale = inverse(moments[0], n, eps);
                float slope = -scale * scale * scale * moments[1] / n;
                if (dx != null) {
                    float[] out = dx.floats();
                    int o0 = dx.offset() + r * n;
                    LOOPS.add(xs, x0, 0, d, d0, factors.floats(), factors.offset(), shift, scale, slope, 0, out, o0, n);
                }
                if (dw != null) {
                    ADD.scale(d, d0, scale, xs, x0, 0, sums, at, n);
                }
            }
        };
        run(workers, x, rows, dw);
    }

    /**
     * With h the standardised group and g = dy · w: {@code dx = (g - mean(g) - h · mean(g h)) / deviation}, {@code dw = Σ
     * dy h} and {@code dBias = Σ dy}.
     */
    public static void groupNorm(
            Workers workers,
            Tensor x,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        int n = x.shape().cols();
        int size = n / groups;
        Tensor factors = w == null ? ones(n) : w;
        float[] xs = x.floats();
        float[] d = dy.floats();
        RowSums.Rows rows = (from, to, moments, sums, at) -> {
            for (int i = from * n; i < to * n; i += size) {
                int x0 = x.offset() + i;
                int d0 = dy.offset() + i;
                int w0 = factors.offset() + i % n;
                float mean = P.sum(xs, x0, size) / size;
                LOOPS.sums(xs, x0, mean, d, d0, factors.floats(), w0, 0, size, moments);
                float scale = inverse(moments[0], size, eps);
                float slope = -scale * scale * scale * moments[1] / size;
                if (dx != null) {
                    float rest = -scale * moments[2] / size;
                    float[] out = dx.floats();
                    LOOPS.add(
                            xs,
                            x0,
                            mean,
                            d,
                            d0,
                            factors.floats(),
                            w0,
                            0,
                            scale,
                            slope,
                            rest,
                            out,
                            dx.offset() + i,
                            size);
                }
                if (dw != null) {
                    ADD.scale(d, d0, scale, xs, x0, -mean, sums, at + i % n, size);
                }
            }
        };
        run(workers, x, rows, dw);
        if (dBias != null) {
            ElementGradients.add(workers, dy, 1, dBias);
        }
    }

    /** Runs rows, with sums if they are wanted. */
    private static void run(Workers workers, Tensor x, RowSums.Rows rows, @Nullable Tensor dw) {
        int count = (int) x.shape().rows();
        int n = x.shape().cols();
        if (dw != null) {
            RowSums.run(workers, count, n, MOMENTS, rows, dw);
        } else {
            workers.run(count, grain(n), (from, to) -> rows.run(from, to, new float[MOMENTS], NONE, 0));
        }
    }

    private static Tensor ones(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 1);
        return Tensor.of(values, n);
    }

    private static int grain(int n) {
        return Workers.grain(GRAIN, n);
    }

    private static float inverse(double squares, int n, float eps) {
        return (float) (1 / Math.sqrt(squares / n + eps));
    }

    /** A row of an operand, of dy and of dx. */
    @FunctionalInterface
    private interface Row {
        void run(int x0, int d0, int o0);
    }

    private static void each(Workers workers, Tensor x, Tensor dy, Tensor dx, Row row) {
        int n = x.shape().cols();
        workers.run((int) x.shape().rows(), grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                row.run(x.offset() + r * n, dy.offset() + r * n, dx.offset() + r * n);
            }
        });
    }

    /** {@code dx = (dy - y (y · dy)) / ‖x‖}, but {@code dy / eps} where the norm is less than that. */
    public static void l2Normalize(Workers workers, Tensor x, float eps, Tensor dy, Tensor dx) {
        int n = x.shape().cols();
        float[] xs = x.floats();
        float[] d = dy.floats();
        each(workers, x, dy, dx, (x0, d0, o0) -> {
            float norm = (float) Math.sqrt(P.dot(xs, x0, xs, x0, n));
            if (norm < eps) {
                P.axpy(1 / eps, d, d0, dx.floats(), o0, n);
            } else {
                float along = P.dot(xs, x0, d, d0, n) / norm / norm / norm;
                ADD.mix(d, d0, 1 / norm, xs, x0, -along, 0, dx.floats(), o0, n);
            }
        });
    }

    /** {@code dx = (dy - y · dy) / sum(x)}. */
    public static void normalizeSum(Workers workers, Tensor x, Tensor dy, Tensor dx) {
        int n = x.shape().cols();
        float[] xs = x.floats();
        float[] d = dy.floats();
        each(workers, x, dy, dx, (x0, d0, o0) -> {
            float sum = P.sum(xs, x0, n);
            float along = P.dot(xs, x0, d, d0, n) / sum / sum;
            ADD.mix(d, d0, 1 / sum, xs, x0, 0, -along, dx.floats(), o0, n);
        });
    }

    /** {@code dx = y (dy - y · dy)}. */
    public static void softmax(Workers workers, Tensor y, Tensor dy, Tensor dx) {
        int n = y.shape().cols();
        each(workers, y, dy, dx, (y0, d0, o0) -> {
            float along = P.dot(y.floats(), y0, dy.floats(), d0, n);
            ADD.scale(y.floats(), y0, 1, dy.floats(), d0, -along, dx.floats(), o0, n);
        });
    }

    /** {@code dLogits = dy (softmax(logits) - 1 at the target)}. */
    public static void crossEntropy(Workers workers, Tensor logits, int[] targets, Tensor dy, Tensor dLogits) {
        int n = logits.shape().cols();
        workers.run(targets.length, grain(n), (from, to) -> {
            float[] weights = new float[n];
            for (int r = from; r < to; r++) {
                float d = dy.floats()[dy.offset() + r];
                if (targets[r] >= 0 && d != 0) {
                    crossEntropy(logits, r, targets[r], d, weights, dLogits);
                }
            }
        });
    }

    private static void crossEntropy(Tensor logits, int r, int target, float d, float[] weights, Tensor dLogits) {
        int n = weights.length;
        int x0 = logits.offset() + r * n;
        int o0 = dLogits.offset() + r * n;
        float sum = P.expBelow(logits.floats(), x0, P.max(logits.floats(), x0, n), weights, 0, n);
        P.axpy(d / sum, weights, 0, dLogits.floats(), o0, n);
        dLogits.floats()[o0 + target] -= d;
    }

    /** {@code logits = dy (softmax(logits) - 1 at the target)}. */
    public static void crossEntropyInPlace(Workers workers, Tensor logits, int[] targets, Tensor dy) {
        int n = logits.shape().cols();
        float[] x = logits.floats();
        workers.run(targets.length, grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                float d = dy.floats()[dy.offset() + r];
                int x0 = logits.offset() + r * n;
                if (targets[r] >= 0 && d != 0) {
                    float sum = P.expBelow(x, x0, P.max(x, x0, n), x, x0, n);
                    A.affine(x, x0, d / sum, 0, x, x0, n);
                    x[x0 + targets[r]] -= d;
                } else {
                    Arrays.fill(x, x0, x0 + n, 0);
                }
            }
        });
    }

    /** {@code dLogits = dy (softmax(logits of the row's set) - 1 at the target)}, at the classes of the set alone. */
    public static void maskedCrossEntropy(
            Workers workers, Tensor logits, int[] targets, ClassSets allowed, Tensor dy, Tensor dLogits) {
        int n = logits.shape().cols();
        workers.run(targets.length, grain(n), (from, to) -> {
            float[] weights = new float[n];
            for (int r = from; r < to; r++) {
                float d = dy.floats()[dy.offset() + r];
                if (targets[r] < 0 || d == 0) {
                    continue;
                }
                if (allowed.isFree(r)) {
                    crossEntropy(logits, r, targets[r], d, weights, dLogits);
                } else if (allowed.size(r) > 1) {
                    maskedCrossEntropy(logits, r, targets[r], allowed, d, weights, dLogits);
                }
            }
        });
    }

    private static void maskedCrossEntropy(
            Tensor logits, int r, int target, ClassSets allowed, float d, float[] weights, Tensor dLogits) {
        int o0 = dLogits.offset() + r * weights.length;
        int count = allowed.size(r);
        Norms.gather(logits, r, allowed, weights);
        float sum = P.expBelow(weights, 0, P.max(weights, 0, count), weights, 0, count);
        float scale = d / sum;
        for (int i = 0; i < count; i++) {
            dLogits.floats()[o0 + allowed.id(r, i)] += scale * weights[i];
        }
        dLogits.floats()[o0 + target] -= d;
    }
}
