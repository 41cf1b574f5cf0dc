package org.menura.tensor.cpu.conv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.elementwise.Elementwise;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.Workers;

/**
 * Convolutions, plain and transposed. What each result reads is copied side by side ("im2col", K. Chellapilla et al.,
 * 2006), as many rows at a time as fit a cache, and met with the weights as a matrix product. Depthwise ones are summed
 * up tap by tap. Threads share rows and outputs; the blocks depend on the shapes alone.
 */
final class Convolution {
    private static final Arithmetic A = Arithmetic.BEST;

    /** Floats that are unfolded at a time, unless that would be few rows. */
    private static final int PANEL = 1 << 20;

    private static final int FEWEST_ROWS = 252;
    private static final int MOST_ROWS = 1 << 14;

    /** Elements whose copying is worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private Convolution() {}

    public static void run(
            Workers workers,
            Pool pool,
            MatMul products,
            ConvPlan plan,
            Tensor x,
            ConvWeights w,
            @Nullable Tensor bias,
            Tensor out) {
        if (!plan.transposed() && w.groups == 1 && plan.window().isPointwise()) {
            products.linear(x, w.matrix(0, 0), null, out.floats());
            if (bias != null) {
                Elementwise.add(workers, FloatOps.LOOPS, out, bias, out.floats());
            }
            return;
        }
        for (int p = 0; p < plan.parts().size(); p++) {
            ConvPlan.Part part = plan.parts().get(p);
            if (w.depthwise()) {
                depthwise(workers, plan, part, x, w.matrix(p, 0), bias, out);
            } else {
                part(workers, pool, products, plan, p, x, w, bias, out);
            }
        }
    }

    private static void part(
            Workers workers,
            Pool pool,
            MatMul products,
            ConvPlan plan,
            int p,
            Tensor x,
            ConvWeights w,
            @Nullable Tensor bias,
            Tensor out) {
        ConvPlan.Part part = plan.parts().get(p);
        int inner = part.taps() * w.ins;
        int rows = plan.rows(part);
        int block = Math.min(rows, blockRows(inner));
        Tensor panel = pool.make(Shape.of(block, inner));
        Tensor sums = pool.make(Shape.of(block, w.outs));
        for (int r = 0; r < rows; r += block) {
            int count = Math.min(block, rows - r);
            for (int g = 0; g < w.groups; g++) {
                unfold(workers, plan, part, x, g * w.ins, w.ins, r, count, panel.floats());
                if (inner == 0) {
                    Arrays.fill(sums.floats(), 0, count * w.outs, 0);
                } else {
                    products.linear(panel.rows(0, count), w.matrix(p, g), null, sums.floats());
                }
                store(workers, plan, part, sums.floats(), r, count, w.outs, g * w.outs, bias, out);
            }
        }
        pool.release(sums);
        pool.release(panel);
    }

    /** Rows that are unfolded at a time, with that many elements each. */
    static int blockRows(int inner) {
        return Math.clamp(PANEL / Math.max(1, inner), FEWEST_ROWS, MOST_ROWS);
    }

    /** Copies what {@code count} rows of a part from {@code first} on read: channels c0 to c0 + n of each tap. */
    static void unfold(
            Workers workers,
            ConvPlan plan,
            ConvPlan.Part part,
            Tensor x,
            int c0,
            int n,
            int first,
            int count,
            float[] panel) {
        int inner = part.taps() * n;
        workers.run(count, Math.max(1, GRAIN / Math.max(1, inner)), (from, to) -> {
            for (int r = from; r < to; r++) {
                unfold(plan, part, x, c0, n, first + r, panel, r * inner);
            }
        });
    }

    private static void unfold(
            ConvPlan plan, ConvPlan.Part part, Tensor x, int c0, int n, int row, float[] panel, int at) {
        int channels = x.shape().cols();
        int width = part.across().outs().length;
        int taps = part.across().taps().length;
        int[] sources = part.across().sources();
        int s0 = row % width * taps;
        int to = at;
        for (int down = 0; down < part.down().taps().length; down++) {
            int line = plan.lineRead(part, row / width, down);
            int tap = 0;
            while (tap < taps) {
                int source = line < 0 ? -1 : sources[s0 + tap];
                int run = 1;
                if (source < 0) {
                    Arrays.fill(panel, to, to + n, 0);
                } else {
                    // Neighbours that lie behind each other are copied together.
                    while (n == channels && tap + run < taps && sources[s0 + tap + run] == source + run) {
                        run++;
                    }
                    int x0 = x.offset() + (line + source) * channels + c0;
                    System.arraycopy(x.floats(), x0, panel, to, run * n);
                }
                to += run * n;
                tap += run;
            }
        }
    }

    /** Brings results of a group to where they belong. */
    private static void store(
            Workers workers,
            ConvPlan plan,
            ConvPlan.Part part,
            float[] sums,
            int first,
            int count,
            int n,
            int c0,
            @Nullable Tensor bias,
            Tensor out) {
        int channels = out.shape().cols();
        workers.run(count, Math.max(1, GRAIN / n), (from, to) -> {
            for (int r = from; r < to; r++) {
                int o0 = out.offset() + plan.outRow(part, first + r) * channels + c0;
                if (bias == null) {
                    System.arraycopy(sums, r * n, out.floats(), o0, n);
                } else {
                    A.add(sums, r * n, bias.floats(), bias.offset() + c0, out.floats(), o0, n);
                }
            }
        });
    }

    private static void depthwise(
            Workers workers,
            ConvPlan plan,
            ConvPlan.Part part,
            Tensor x,
            Tensor taps,
            @Nullable Tensor bias,
            Tensor out) {
        int n = x.shape().cols();
        workers.run(plan.rows(part), Math.max(1, GRAIN / Math.max(1, n * part.taps())), (from, to) -> {
            for (int r = from; r < to; r++) {
                int o0 = out.offset() + plan.outRow(part, r) * n;
                if (bias == null) {
                    Arrays.fill(out.floats(), o0, o0 + n, 0);
                } else {
                    System.arraycopy(bias.floats(), bias.offset(), out.floats(), o0, n);
                }
                for (int t = 0; t < part.taps(); t++) {
                    int source = source(plan, part, r, t);
                    if (source >= 0) {
                        int x0 = x.offset() + source * n;
                        A.addProduct(taps.floats(), taps.offset() + t * n, x.floats(), x0, out.floats(), o0, n);
                    }
                }
            }
        });
    }

    /** The row that tap {@code tap} of a part's row reads, or -1. */
    static int source(ConvPlan plan, ConvPlan.Part part, int row, int tap) {
        int width = part.across().outs().length;
        int taps = part.across().taps().length;
        int line = plan.lineRead(part, row / width, tap / taps);
        int source = part.across().sources()[row % width * taps + tap % taps];
        return line < 0 || source < 0 ? -1 : line + source;
    }
}
