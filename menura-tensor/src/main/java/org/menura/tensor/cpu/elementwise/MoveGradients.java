package org.menura.tensor.cpu.elementwise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.RotationsBack;
import org.menura.tensor.cpu.work.Workers;

/** Backward passes of copies and of what reaches over neighbouring rows. See {@link org.menura.tensor.Gradients}. */
public final class MoveGradients {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final RotationsBack ROTATIONS = RotationsBack.found();

    /** Elements whose addition is worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Below this many different rows, threads share the columns of what is added to them. */
    private static final int FEW_ROWS = 64;

    private MoveGradients() {}

    /** Rows of {@code n} elements that are worth handing to another thread. */
    private static int grain(int n) {
        return Workers.grain(GRAIN, n);
    }

    /** {@code to[t0 …] += d[d0 …]}, both counted from the tensors' offsets. */
    private static void add(Tensor d, int d0, Tensor to, int t0, int n) {
        int t = to.offset() + t0;
        A.add(to.floats(), t, d.floats(), d.offset() + d0, to.floats(), t, n);
    }

    public static void columns(Workers workers, Tensor dy, int from, Tensor dx) {
        int width = dy.shape().cols();
        int n = dx.shape().cols();
        workers.run((int) dy.shape().rows(), grain(width), (low, high) -> {
            for (int r = low; r < high; r++) {
                add(dy, r * width, dx, r * n + from, width);
            }
        });
    }

    public static void part(Workers workers, Tensor dy, int from, Tensor dx) {
        int n = dy.shape().cols();
        int width = dx.shape().cols();
        workers.run((int) dy.shape().rows(), grain(width), (low, high) -> {
            for (int r = low; r < high; r++) {
                add(dy, r * n + from, dx, r * width, width);
            }
        });
    }

    public static void gatherRows(Workers workers, Tensor dy, int[] rows, Tensor dx) {
        if (rows.length == 0) {
            return;
        }
        int n = (int) (dy.elements() / rows.length);
        if (n == 1) {
            pick(dy, rows, dx);
            return;
        }
        int[] order = byRow(rows);
        int[] starts = starts(rows, order);
        int different = starts.length - 1;
        if (different < FEW_ROWS) {
            workers.run(n, Math.max(1, GRAIN / rows.length), (from, to) -> {
                for (int i = 0; i < rows.length; i++) {
                    add(dy, i * n + from, dx, rows[i] * n + from, to - from);
                }
            });
            return;
        }
        workers.run(different, grain(n), (from, to) -> {
            for (int i = starts[from]; i < starts[to]; i++) {
                add(dy, order[i] * n, dx, rows[order[i]] * n, n);
            }
        });
    }

    /** Indices of {@code rows}, those of the same row behind each other and in order. */
    private static int[] byRow(int[] rows) {
        long[] keys = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            keys[i] = (long) rows[i] << 32 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    /** Where in {@code order} each different row begins, and the end. */
    private static int[] starts(int[] rows, int[] order) {
        int[] starts = new int[rows.length + 1];
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || rows[order[i]] != rows[order[i - 1]]) {
                starts[count++] = i;
            }
        }
        starts[count] = order.length;
        return Arrays.copyOf(starts, count + 1);
    }

    public static void scatterRows(Workers workers, Tensor dy, int[] targets, Tensor dx) {
        int n = dx.shape().cols();
        workers.run(targets.length, grain(n), (from, to) -> {
            for (int i = from; i < to; i++) {
                add(dy, targets[i] * n, dx, i * n, n);
            }
        });
    }

    public static void pick(Workers workers, Tensor dy, int[] indices, Tensor dx) {
        pick(dy, indices, dx);
    }

    /** In order, as indices may repeat; by one thread, as there are few. */
    private static void pick(Tensor dy, int[] indices, Tensor dx) {
        for (int i = 0; i < indices.length; i++) {
            dx.floats()[dx.offset() + indices[i]] += dy.floats()[dy.offset() + i];
        }
    }

    public static void sumGroups(Workers workers, Tensor dy, int group, Tensor dx) {
        int n = dy.shape().cols();
        workers.run((int) dy.shape().rows(), grain(group * n), (from, to) -> {
            for (int g = from; g < to; g++) {
                if (n == 1) {
                    int x0 = dx.offset() + g * group;
                    A.affine(dx.floats(), x0, 1, dy.floats()[dy.offset() + g], dx.floats(), x0, group);
                    continue;
                }
                for (int r = g * group; r < (g + 1) * group; r++) {
                    add(dy, g * n, dx, r * n, n);
                }
            }
        });
    }

    public static void rope(Workers workers, Tensor dy, Tensor angles, boolean interleaved, Tensor dx) {
        int heads = dy.dim(1);
        int dim = dy.dim(2);
        int pairs = angles.dim(2);
        int n = heads * dim;
        workers.run(dy.dim(0), Math.max(1, grain(n) / 2), (from, to) -> {
            for (int row = from; row < to; row++) {
                int cos = angles.offset() + row * 2 * pairs;
                ROTATIONS.turn(
                        dy.floats(),
                        dy.offset() + row * n,
                        angles.floats(),
                        cos,
                        pairs,
                        interleaved,
                        heads,
                        dim,
                        dx.floats(),
                        dx.offset() + row * n);
            }
        });
    }

    public static void causalConv(
            Workers workers,
            Tensor x,
            Tensor w,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        if (dx != null) {
            ConvGradients.input(workers, w, segments, dy, dx);
        }
        if (dw != null) {
            ConvGradients.weights(workers, x, segments, dy, dw);
        }
        if (dBias != null) {
            ElementGradients.add(workers, dy, 1, dBias);
        }
    }

    public static void shift(Workers workers, Tensor dy, Segments segments, Tensor dx) {
        int n = dy.shape().cols();
        for (int s = 0; s < segments.count(); s++) {
            int start = segments.start(s);
            workers.run(Math.max(0, segments.length(s) - 1), grain(n), (from, to) -> {
                int first = start + from;
                add(dy, (first + 1) * n, dx, first * n, (to - from) * n);
            });
        }
    }
}
