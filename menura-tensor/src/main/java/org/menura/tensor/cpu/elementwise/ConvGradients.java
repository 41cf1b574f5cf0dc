package org.menura.tensor.cpu.elementwise;

import java.util.Arrays;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.RowSums;
import org.menura.tensor.cpu.work.Workers;

/** The backward pass of the causal convolution {@code y[t] = bias + Σ w[:, j] · x[t - K + 1 + j]}. */
final class ConvGradients {
    private static final Arithmetic A = Arithmetic.BEST;

    /** Elements, times the width, that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private ConvGradients() {}

    /** {@code dx[t] += Σ w[:, j] · dy[t + K - 1 - j]}. */
    static void input(Workers workers, Tensor w, Segments segments, Tensor dy, Tensor dx) {
        int n = w.dim(0);
        int width = w.dim(1);
        float[] taps = ConvTaps.of(w).values(); // not kept: the weights will change
        for (int s = 0; s < segments.count(); s++) {
            int start = segments.start(s);
            int end = segments.end(s);
            workers.run(end - start, Math.max(1, GRAIN / Math.max(1, n * width)), (from, to) -> {
                for (int t = start + from; t < start + to; t++) {
                    int x0 = dx.offset() + t * n;
                    for (int j = Math.max(0, t + width - end); j < width; j++) {
                        int d0 = dy.offset() + (t + width - 1 - j) * n;
                        A.addProduct(taps, j * n, dy.floats(), d0, dx.floats(), x0, n);
                    }
                }
            });
        }
    }

    /** {@code dw[:, j] += Σ dy[t] · x[t - K + 1 + j]}. */
    static void weights(Workers workers, Tensor x, Segments segments, Tensor dy, Tensor dw) {
        int n = dw.dim(0);
        int width = dw.dim(1);
        int[] starts = starts(segments);
        Tensor sums = Tensor.zeros(width, n);
        Tensor[] taps = new Tensor[width];
        for (int j = 0; j < width; j++) {
            taps[j] = sums.rows(j, j + 1);
        }
        RowSums.Rows rows = (from, to, _, block, at) -> {
            for (int t = from; t < to; t++) {
                int d0 = dy.offset() + t * n;
                for (int j = Math.max(0, starts[t] - t + width - 1); j < width; j++) {
                    int x0 = x.offset() + (t - width + 1 + j) * n;
                    A.addProduct(dy.floats(), d0, x.floats(), x0, block, at + j * n, n);
                }
            }
        };
        RowSums.run(workers, segments.rows(), n, 0, rows, taps);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++) {
                dw.floats()[dw.offset() + i * width + j] += sums.floats()[j * n + i];
            }
        }
    }

    /** For each row, the first one of its sequence. */
    private static int[] starts(Segments segments) {
        int[] starts = new int[segments.rows()];
        for (int s = 0; s < segments.count(); s++) {
            Arrays.fill(starts, segments.start(s), segments.end(s), segments.start(s));
        }
        return starts;
    }
}
