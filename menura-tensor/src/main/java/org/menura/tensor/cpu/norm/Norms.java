package org.menura.tensor.cpu.norm;

import org.menura.tensor.ClassSets;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/** Softmax, lengths, and cross-entropy of rows. */
public final class Norms {
    /** Elements whose exponentials are worth handing to another thread. */
    private static final int GRAIN = 1 << 13;

    private Norms() {}

    public static void l2(float[] x, int x0, float[] out, int o0, int n, float eps) {
        float norm = (float) Math.sqrt(Primitives.BEST.dot(x, x0, x, x0, n));
        Arithmetic.BEST.affine(x, x0, 1 / Math.max(norm, eps), 0, out, o0, n);
    }

    /** In place. */
    public static void softmax(float[] x, int x0, int n) {
        float sum = Primitives.BEST.expSum(x, x0, n, Primitives.BEST.max(x, x0, n));
        Arithmetic.BEST.affine(x, x0, 1 / sum, 0, x, x0, n);
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
