package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** Backward passes of what goes over rows: norms, softmax, cross-entropy. See {@link org.menura.tensor.Gradients}. */
final class NormGradients {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final Additions ADD = Additions.BEST;
    private static final Primitives P = Primitives.BEST;

    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 13;

    private static final float[] NONE = {};

    private NormGradients() {}

    /** With h = x / rms and g = dy · (w + shift): {@code dx = (g - h · mean(g h)) / rms} and {@code dw = Σ dy h}. */
    static void rmsNorm(
            Workers workers,
            Tensor x,
            @Nullable Tensor w,
            float eps,
            float shift,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw) {
        int n = x.shape().cols();
        RowSums.Rows rows = (from, to, scratch, sums, at) -> {
            for (int r = from; r < to; r++) {
                int x0 = x.offset() + r * n;
                int d0 = dy.offset() + r * n;
                float scale = inverse(P.dot(x.floats(), x0, x.floats(), x0, n), n, eps);
                A.affine(x.floats(), x0, scale, 0, scratch, 0, n);
                if (dw != null) {
                    A.addProduct(scratch, 0, dy.floats(), d0, sums, at, n);
                }
                if (dx != null) {
                    weighted(dy, d0, w, 0, shift, scratch, n, n);
                    float mean = P.dot(scratch, 0, scratch, n, n) / n;
                    ADD.mix(scratch, n, scale, scratch, 0, -scale * mean, 0, dx.floats(), dx.offset() + r * n, n);
                }
            }
        };
        shared(workers, x, 2 * n, rows, dw);
    }

    /**
     * With h the standardised group and g = dy · w: {@code dx = (g - mean(g) - h · mean(g h)) / deviation}, {@code dw = Σ
     * dy h} and {@code dBias = Σ dy}.
     */
    static void groupNorm(
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
        RowSums.Rows rows = (from, to, scratch, sums, at) -> {
            for (int r = from; r < to; r++) {
                for (int i = 0; i < n; i += size) {
                    int at0 = r * n + i;
                    float scale = standardize(x.floats(), x.offset() + at0, scratch, size, eps);
                    int d0 = dy.offset() + at0;
                    if (dw != null) {
                        A.addProduct(scratch, 0, dy.floats(), d0, sums, at + i, size);
                    }
                    if (dBias != null) {
                        A.add(sums, at + n + i, dy.floats(), d0, sums, at + n + i, size);
                    }
                    if (dx != null) {
                        weighted(dy, d0, w, i, 0, scratch, size, size);
                        float mean = P.sum(scratch, size, size) / size;
                        float slope = P.dot(scratch, 0, scratch, size, size) / size;
                        float[] out = dx.floats();
                        int o0 = dx.offset() + at0;
                        ADD.mix(scratch, size, scale, scratch, 0, -scale * slope, -scale * mean, out, o0, size);
                    }
                }
            }
        };
        if (dw == null && dBias == null) {
            shared(workers, x, 2 * size, rows, null);
        } else {
            RowSums.run(workers, (int) x.shape().rows(), n, 2 * size, rows, dw, dBias);
        }
    }

    /** Runs rows, with sums if they are wanted. */
    private static void shared(Workers workers, Tensor x, int scratch, RowSums.Rows rows, @Nullable Tensor dw) {
        int count = (int) x.shape().rows();
        int n = x.shape().cols();
        if (dw != null) {
            RowSums.run(workers, count, n, scratch, rows, dw);
        } else {
            workers.run(count, grain(n), (from, to) -> rows.run(from, to, new float[scratch], NONE, 0));
        }
    }

    private static int grain(int n) {
        return Math.max(1, GRAIN / Math.max(1, n));
    }

    private static float inverse(double squares, int n, float eps) {
        return (float) (1 / Math.sqrt(squares / n + eps));
    }

    /** {@code out[i] = dy · (w + shift)}, or dy without w. */
    private static void weighted(
            Tensor dy, int d0, @Nullable Tensor w, int at, float shift, float[] out, int o0, int n) {
        if (w == null) {
            System.arraycopy(dy.floats(), d0, out, o0, n);
        } else {
            A.scale(dy.floats(), d0, 1, w.floats(), w.offset() + at, shift, out, o0, n);
        }
    }

    /** Centres and scales to {@code out} and returns the factor, as {@link Norms#standardize} does. */
    private static float standardize(float[] x, int x0, float[] out, int n, float eps) {
        float mean = P.sum(x, x0, n) / n;
        A.affine(x, x0, 1, -mean, out, 0, n);
        float scale = inverse(P.dot(out, 0, out, 0, n), n, eps);
        A.affine(out, 0, scale, 0, out, 0, n);
        return scale;
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
    static void l2Normalize(Workers workers, Tensor x, float eps, Tensor dy, Tensor dx) {
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
    static void normalizeSum(Workers workers, Tensor x, Tensor dy, Tensor dx) {
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
    static void softmax(Workers workers, Tensor y, Tensor dy, Tensor dx) {
        int n = y.shape().cols();
        each(workers, y, dy, dx, (y0, d0, o0) -> {
            float along = P.dot(y.floats(), y0, dy.floats(), d0, n);
            ADD.scale(y.floats(), y0, 1, dy.floats(), d0, -along, dx.floats(), o0, n);
        });
    }

    /** {@code dLogits = dy (softmax(logits) - 1 at the target)}. */
    static void crossEntropy(Workers workers, Tensor logits, int[] targets, Tensor dy, Tensor dLogits) {
        int n = logits.shape().cols();
        float[] x = logits.floats();
        float[] out = dLogits.floats();
        workers.run(targets.length, grain(n), (from, to) -> {
            float[] weights = new float[n];
            for (int r = from; r < to; r++) {
                float d = dy.floats()[dy.offset() + r];
                if (targets[r] < 0 || d == 0) {
                    continue;
                }
                int x0 = logits.offset() + r * n;
                int o0 = dLogits.offset() + r * n;
                float sum = P.expBelow(x, x0, P.max(x, x0, n), weights, 0, n);
                P.axpy(d / sum, weights, 0, out, o0, n);
                out[o0 + targets[r]] -= d;
            }
        });
    }
}
