package org.menura.tensor.cpu;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Copies, and operations that reach over neighbouring rows. */
final class Moves {
    private Moves() {}

    static void concat(List<Tensor> parts, int rows, float[] out) {
        int width = parts.stream().mapToInt(p -> p.shape().cols()).sum();
        int at = 0;
        for (Tensor p : parts) {
            int n = p.shape().cols();
            for (int r = 0; r < rows; r++) {
                System.arraycopy(p.floats(), p.offset() + r * n, out, r * width + at, n);
            }
            at += n;
        }
    }

    static void columns(Tensor x, int from, int to, float[] out) {
        int n = x.shape().cols();
        int width = to - from;
        for (int r = 0; r < x.shape().rows(); r++) {
            System.arraycopy(x.floats(), x.offset() + r * n + from, out, r * width, width);
        }
    }

    static void gather(Tensor x, int[] rows, float[] out) {
        int n = (int) (x.elements() / Math.max(1, x.shape().size(0)));
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(x.floats(), x.offset() + rows[r] * n, out, r * n, n);
        }
    }

    static void sumGroups(Tensor x, int group, float[] out) {
        int n = x.shape().cols();
        int rows = (int) x.shape().rows();
        Arrays.fill(out, 0, rows / group * n, 0);
        for (int r = 0; r < rows; r++) {
            Primitives.BEST.axpy(1, x.floats(), x.offset() + r * n, out, r / group * n, n);
        }
    }

    static void scatter(int width, List<Tensor> parts, List<int[]> targets, float[] out, int count) {
        Arrays.fill(out, 0, count * width, 0);
        for (int p = 0; p < parts.size(); p++) {
            Tensor part = parts.get(p);
            int[] to = targets.get(p);
            for (int r = 0; r < to.length; r++) {
                for (int i = 0; i < width; i++) {
                    out[to[r] * width + i] += part.floats()[part.offset() + r * width + i];
                }
            }
        }
    }

    static void rope(Tensor x, Tensor angles, boolean interleaved, float[] out) {
        int heads = x.dim(1);
        int dim = x.dim(2);
        int pairs = angles.dim(2);
        int near = interleaved ? 2 : 1;
        int far = interleaved ? 1 : pairs;
        float[] xs = x.floats();
        for (int row = 0; row < x.dim(0); row++) {
            int cos = angles.offset() + row * 2 * pairs;
            int sin = cos + pairs;
            for (int head = 0; head < heads; head++) {
                int o0 = (row * heads + head) * dim;
                int x0 = x.offset() + o0;
                for (int i = 0; i < pairs; i++) {
                    float c = angles.floats()[cos + i];
                    float s = angles.floats()[sin + i];
                    float u = xs[x0 + near * i];
                    float v = xs[x0 + near * i + far];
                    out[o0 + near * i] = u * c - v * s;
                    out[o0 + near * i + far] = v * c + u * s;
                }
                System.arraycopy(xs, x0 + 2 * pairs, out, o0 + 2 * pairs, dim - 2 * pairs);
            }
        }
    }

    static void causalConv(
            Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states, float[] out) {
        int n = x.shape().cols();
        int width = w.dim(1);
        for (int s = 0; s < segments.count(); s++) {
            Tensor state = states == null ? null : states[s];
            int start = segments.start(s);
            for (int t = start; t < segments.end(s); t++) {
                for (int i = 0; i < n; i++) {
                    float sum = bias == null ? 0 : bias.floats()[bias.offset() + i];
                    for (int j = 0; j < width; j++) {
                        int source = t - width + 1 + j;
                        float u = source >= start
                                ? x.floats()[x.offset() + source * n + i]
                                : state == null
                                        ? 0
                                        : state.floats()[state.offset() + (source - start + width - 1) * n + i];
                        sum += w.floats()[w.offset() + i * width + j] * u;
                    }
                    out[t * n + i] = sum;
                }
            }
            if (state != null) {
                keepLast(x, start, segments.end(s), state, width - 1);
            }
        }
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

    static void shift(Tensor x, Segments segments, Tensor @Nullable [] states, float[] out) {
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
            System.arraycopy(x.floats(), x.offset() + start * n, out, (start + 1) * n, (rows - 1) * n);
        }
    }
}
