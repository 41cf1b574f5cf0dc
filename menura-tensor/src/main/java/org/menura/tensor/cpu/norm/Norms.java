package org.menura.tensor.cpu.norm;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/** Normalisations of rows, softmax, and cross-entropy. */
public final class Norms {
    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 13;

    private Norms() {}

    @FunctionalInterface
    private interface Row {
        void apply(int x0, int o0, int n);
    }

    private static void eachRow(Workers workers, Tensor x, Row row) {
        int n = x.shape().cols();
        workers.run((int) x.shape().rows(), Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int r = from; r < to; r++) {
                row.apply(x.offset() + r * n, r * n, n);
            }
        });
    }

    public static void rms(
            Workers workers, FloatOps ops, Tensor x, @Nullable Tensor w, float eps, float shift, float[] out) {
        float[] factors = w == null ? null : w.floats();
        int w0 = w == null ? 0 : w.offset();
        eachRow(workers, x, (x0, o0, n) -> ops.rms(x.floats(), x0, factors, w0, out, o0, n, eps, shift));
    }

    /** Centres and scales groups of columns; see {@link FloatOps#standardize}. */
    public static void standardize(
            Workers workers,
            FloatOps ops,
            Tensor x,
            int groups,
            @Nullable Tensor w,
            @Nullable Tensor bias,
            float eps,
            boolean brief,
            float[] out) {
        float[] factors = w == null ? null : w.floats();
        float[] summands = bias == null ? null : bias.floats();
        int w0 = w == null ? 0 : w.offset();
        int b0 = bias == null ? 0 : bias.offset();
        eachRow(workers, x, (x0, o0, n) -> {
            int size = n / groups;
            for (int g = 0; g < n; g += size) {
                int at = x0 + g;
                ops.standardize(x.floats(), at, factors, w0 + g, summands, b0 + g, out, o0 + g, size, eps, brief);
            }
        });
    }

    public static void l2(Workers workers, FloatOps ops, Tensor x, float eps, float[] out) {
        eachRow(workers, x, (x0, o0, n) -> ops.l2(x.floats(), x0, out, o0, n, eps));
    }

    public static void normalizeSum(Workers workers, FloatOps ops, Tensor x, float[] out) {
        eachRow(workers, x, (x0, o0, n) -> ops.normalizeSum(x.floats(), x0, out, o0, n));
    }

    public static void softmax(Workers workers, FloatOps ops, Tensor x, float[] out) {
        eachRow(workers, x, (x0, o0, n) -> ops.softmax(x.floats(), x0, out, o0, n));
    }

    /** {@code -log softmax(row)[target]} of each row, 0 where the target is negative. */
    public static void crossEntropy(Workers workers, Tensor logits, int[] targets, float[] out) {
        int n = logits.shape().cols();
        workers.run(targets.length, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            float[] row = new float[n];
            for (int r = from; r < to; r++) {
                out[r] = targets[r] < 0 ? 0 : crossEntropy(logits, r, targets[r], row);
            }
        });
    }

    /** {@code -log softmax(row of its set's classes)[target]} of each row, 0 where the target is negative. */
    public static void maskedCrossEntropy(
            Workers workers, Tensor logits, int[] targets, ClassSets allowed, float[] out) {
        int n = logits.shape().cols();
        workers.run(targets.length, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            float[] row = new float[n];
            for (int r = from; r < to; r++) {
                out[r] = targets[r] < 0
                        ? 0
                        : allowed.isFree(r)
                                ? crossEntropy(logits, r, targets[r], row)
                                : maskedCrossEntropy(logits, r, targets[r], allowed, row);
            }
        });
    }

    private static float maskedCrossEntropy(Tensor logits, int r, int target, ClassSets allowed, float[] row) {
        int count = allowed.size(r);
        if (count == 1) {
            return 0;
        }
        gather(logits, r, allowed, row);
        float max = Primitives.BEST.max(row, 0, count);
        double sum = Primitives.BEST.expBelow(row, 0, max, row, 0, count);
        return (float) (Math.log(sum) + max - logits.floats()[logits.offset() + r * row.length + target]);
    }

    /** Copies the logits of the classes that a row may take to the start of {@code out}, [classes]. */
    static void gather(Tensor logits, int r, ClassSets allowed, float[] out) {
        int start = logits.offset() + r * out.length;
        int count = allowed.size(r);
        for (int i = 0; i < count; i++) {
            out[i] = logits.floats()[start + allowed.id(r, i)];
        }
    }

    private static float crossEntropy(Tensor logits, int r, int target, float[] row) {
        int n = row.length;
        int start = logits.offset() + r * n;
        float max = Primitives.BEST.max(logits.floats(), start, n);
        double sum = Primitives.BEST.expBelow(logits.floats(), start, max, row, 0, n);
        return (float) (Math.log(sum) + max - logits.floats()[start + target]);
    }
}
