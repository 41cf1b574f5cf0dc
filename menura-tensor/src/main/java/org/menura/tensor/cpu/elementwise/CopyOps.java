package org.menura.tensor.cpu.elementwise;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.work.Workers;

/** Copies, and operations that reach over neighbouring rows. */
public final class CopyOps {

    /** Elements whose copying is worth handing to another thread. */
    private static final int GRAIN = 1 << 15;

    private CopyOps() {}

    /** Rows of {@code n} elements that are worth handing to another thread. */
    private static int grain(int n) {
        return Workers.grain(GRAIN, n);
    }

    public static void concat(Workers workers, List<Tensor> parts, int rows, float[] out) {
        int width = 0;
        for (Tensor p : parts) {
            width += p.shape().cols();
        }
        int all = width;
        int at = 0;
        for (Tensor p : parts) {
            int n = p.shape().cols();
            int first = at;
            workers.run(rows, grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    System.arraycopy(p.floats(), p.offset() + r * n, out, r * all + first, n);
                }
            });
            at += n;
        }
    }

    public static void columns(Workers workers, Tensor x, int from, int to, float[] out) {
        int n = x.shape().cols();
        int width = to - from;
        workers.run((int) x.shape().rows(), grain(width), (low, high) -> {
            for (int r = low; r < high; r++) {
                System.arraycopy(x.floats(), x.offset() + r * n + from, out, r * width, width);
            }
        });
    }

    public static void gather(Workers workers, Tensor x, int[] rows, float[] out) {
        int n = (int) (x.elements() / Math.max(1, x.shape().size(0)));
        workers.run(rows.length, grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                System.arraycopy(x.floats(), x.offset() + rows[r] * n, out, r * n, n);
            }
        });
    }

    public static void pick(Tensor x, int[] indices, float[] out) {
        for (int i = 0; i < indices.length; i++) {
            out[i] = x.floats()[x.offset() + indices[i]];
        }
    }

    public static void sumGroups(Workers workers, FloatOps ops, Tensor x, int group, float[] out) {
        int n = x.shape().cols();
        int groups = (int) x.shape().rows() / group;
        workers.run(groups, grain(group * n), (from, to) -> {
            for (int g = from; g < to; g++) {
                int x0 = x.offset() + g * group * n;
                if (n == 1) {
                    ops.sum(x.floats(), x0, out, g, group);
                    continue;
                }
                System.arraycopy(x.floats(), x0, out, g * n, n);
                for (int r = 1; r < group; r++) {
                    ops.add(out, g * n, x.floats(), x0 + r * n, out, g * n, n);
                }
            }
        });
    }

    public static void scatter(
            FloatOps ops, int width, List<Tensor> parts, List<int[]> targets, float[] out, int count) {
        Arrays.fill(out, 0, count * width, 0);
        for (int p = 0; p < parts.size(); p++) {
            Tensor part = parts.get(p);
            int[] to = targets.get(p);
            for (int r = 0; r < to.length; r++) {
                int o0 = to[r] * width;
                ops.add(out, o0, part.floats(), part.offset() + r * width, out, o0, width);
            }
        }
    }

    public static void rope(Workers workers, FloatOps ops, Tensor x, Tensor angles, boolean interleaved, float[] out) {
        int heads = x.dim(1);
        int dim = x.dim(2);
        int pairs = angles.dim(2);
        workers.run(x.dim(0), Math.max(1, grain(heads * dim) / 4), (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * heads * dim;
                int a0 = angles.offset() + row * 2 * pairs;
                ops.rope(x.floats(), x.offset() + at, angles.floats(), a0, pairs, interleaved, heads, dim, out, at);
            }
        });
    }

    public static void causalConv(
            Workers workers,
            FloatOps ops,
            Tensor x,
            Tensor w,
            @Nullable Tensor bias,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        int n = x.shape().cols();
        int width = w.dim(1);
        ConvTaps taps = w.prepared(ConvTaps.class, ConvTaps::of);
        for (int s = 0; s < segments.count(); s++) {
            Tensor state = states == null ? null : states[s];
            int start = segments.start(s);
            workers.run(segments.length(s), Math.max(1, grain(n) / width), (from, to) -> {
                for (int t = start + from; t < start + to; t++) {
                    convolve(ops, x, taps.values(), bias, width, start, state, t, out);
                }
            });
            if (state != null) {
                keepLast(x, start, segments.end(s), state, width - 1);
            }
        }
    }

    /** Row t of a convolution. */
    private static void convolve(
            FloatOps ops,
            Tensor x,
            float[] taps,
            @Nullable Tensor bias,
            int width,
            int start,
            @Nullable Tensor state,
            int t,
            float[] out) {
        int n = x.shape().cols();
        int before = width - 1;
        int seen = t - start; // rows of the sequence before this one
        float[] past;
        int p0;
        if (seen >= before) {
            past = x.floats();
            p0 = x.offset() + (t - before) * n;
        } else if (seen == 0 && state != null) {
            past = state.floats();
            p0 = state.offset();
        } else {
            past = new float[before * n];
            p0 = 0;
            if (state != null) {
                System.arraycopy(state.floats(), state.offset() + seen * n, past, 0, (before - seen) * n);
            }
            System.arraycopy(x.floats(), x.offset() + start * n, past, (before - seen) * n, seen * n);
        }
        float[] summands = bias == null ? null : bias.floats();
        int b0 = bias == null ? 0 : bias.offset();
        ops.conv(past, p0, x.floats(), x.offset() + t * n, taps, summands, b0, out, t * n, n, width);
    }

    /** Shifts a state [count, n] so that it ends with rows {@code from} to {@code to} of x. */
    static void keepLast(Tensor x, int from, int to, Tensor state, int count) {
        int n = x.shape().cols();
        int fresh = Math.min(count, to - from);
        float[] s = state.floats();
        int s0 = state.offset();
        System.arraycopy(s, s0 + fresh * n, s, s0, (count - fresh) * n);
        System.arraycopy(x.floats(), x.offset() + (to - fresh) * n, s, s0 + (count - fresh) * n, fresh * n);
    }

    public static void shift(Workers workers, Tensor x, Segments segments, Tensor @Nullable [] states, float[] out) {
        int n = x.shape().cols();
        for (int s = 0; s < segments.count(); s++) {
            int start = segments.start(s);
            int rows = segments.length(s);
            if (rows == 0) {
                continue;
            }
            if (states == null) {
                Arrays.fill(out, start * n, (start + 1) * n, 0);
            } else {
                System.arraycopy(states[s].floats(), states[s].offset(), out, start * n, n);
                keepLast(x, start, start + rows, states[s], 1);
            }
            workers.run(rows - 1, grain(n), (from, to) -> {
                int first = start + from;
                System.arraycopy(x.floats(), x.offset() + first * n, out, (first + 1) * n, (to - from) * n);
            });
        }
    }
}
