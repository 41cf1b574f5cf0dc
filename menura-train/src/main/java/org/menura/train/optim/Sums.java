package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Tensor;

/** Sums in double precision, of fixed blocks that are added in order: the same bits on any number of threads. */
final class Sums {
    private static final int BLOCK = 1 << 14;

    private Sums() {}

    private record Block(float[] x, int from, int to) {}

    /** {@code Σ x²} over all elements of all tensors. */
    static double squares(int threads, List<Tensor> tensors) {
        List<Block> blocks = new ArrayList<>();
        for (Tensor t : tensors) {
            int end = t.offset() + (int) t.elements();
            for (int from = t.offset(); from < end; from += BLOCK) {
                blocks.add(new Block(t.floats(), from, Math.min(end, from + BLOCK)));
            }
        }
        double[] sums = new double[blocks.size()];
        Ranges.run(threads, sums.length, i -> {
            Block b = blocks.get(i);
            sums[i] = squares(b.x, b.from, b.to);
        });
        return inOrder(sums);
    }

    /** {@code Σ x²} over a range. Four sums at once, because each addition waits for the one before it. */
    static double squares(float[] x, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
        }
        for (; i < to; i++) {
            s0 += (double) x[i] * x[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double inOrder(double[] parts) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }
}
