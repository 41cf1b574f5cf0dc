package org.menura.tensor.cpu.norm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.work.Workers;

/**
 * Group normalisation over space, forwards and back. Sums over a picture's rows are taken for each channel, of blocks of
 * rows in float32 and of the blocks in float64, in order; groups of channels are put together in the end.
 */
public final class GroupNorms {
    private static final Arithmetic A = Arithmetic.BEST;

    /** Rows whose sums are taken together. */
    private static final int ROWS = 64;

    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 13;

    private GroupNorms() {}

    /** Adds something about a row to sums that lie from {@code at} on. */
    @FunctionalInterface
    private interface Row {
        void add(int row, float[] scratch, float[] sums, int at);
    }

    /** Sums over rows {@code start} to {@code start + rows}, for each of n columns. */
    private static double[] sums(Workers workers, int start, int rows, int n, Row row) {
        int blocks = Math.ceilDiv(rows, ROWS);
        float[] parts = new float[Math.multiplyExact(blocks, n)];
        workers.run(blocks, Math.max(1, GRAIN / ROWS / n), (from, to) -> {
            float[] scratch = new float[n];
            for (int b = from; b < to; b++) {
                int end = Math.min(rows, (b + 1) * ROWS);
                for (int r = b * ROWS; r < end; r++) {
                    row.add(start + r, scratch, parts, b * n);
                }
            }
        });
        double[] sums = new double[n];
        for (int b = 0; b < blocks; b++) {
            for (int c = 0; c < n; c++) {
                sums[c] += parts[b * n + c];
            }
        }
        return sums;
    }

    /** What a picture's groups were found to be, for each channel. */
    private record Moments(float[] mean, float[] scale, double count) {}

    private static Moments moments(Workers workers, Tensor x, int start, int rows, int groups, float eps) {
        int n = x.shape().cols();
        double count = (double) rows * n / groups;
        double[] sums = sums(workers, start, rows, n, (r, _, to, at) -> add(x, r, to, at, n));
        float[] mean = spread(sums, groups, s -> (float) (s / count));
        double[] squares = sums(workers, start, rows, n, (r, own, to, at) -> {
            centre(x, r, mean, own, n);
            A.addProduct(own, 0, own, 0, to, at, n);
        });
        float[] scale = spread(squares, groups, s -> (float) (1 / Math.sqrt(s / count + eps)));
        return new Moments(mean, scale, count);
    }

    private static void add(Tensor x, int row, float[] to, int at, int n) {
        A.add(to, at, x.floats(), x.offset() + row * n, to, at, n);
    }

    private static void centre(Tensor x, int row, float[] mean, float[] to, int n) {
        A.sub(x.floats(), x.offset() + row * n, mean, 0, to, 0, n);
    }

    @FunctionalInterface
    private interface OfSum {
        float apply(double sum);
    }

    /** Sums each group and gives what {@code f} makes of that to its channels. */
    private static float[] spread(double[] sums, int groups, OfSum f) {
        int size = sums.length / groups;
        float[] out = new float[sums.length];
        for (int c = 0; c < out.length; c += size) {
            double sum = 0;
            for (int i = c; i < c + size; i++) {
                sum += sums[i];
            }
            Arrays.fill(out, c, c + size, f.apply(sum));
        }
        return out;
    }

    public static void run(
            Workers workers,
            Tensor x,
            Segments pictures,
            int groups,
            @Nullable Tensor w,
            @Nullable Tensor bias,
            float eps,
            Tensor out) {
        int n = x.shape().cols();
        for (int s = 0; s < pictures.count(); s++) {
            int start = pictures.start(s);
            int rows = pictures.length(s);
            Moments m = moments(workers, x, start, rows, groups, eps);
            float[] factors = factors(m, w);
            workers.run(rows, Math.max(1, GRAIN / n), (from, to) -> {
                for (int r = start + from; r < start + to; r++) {
                    standardize(x, r, m.mean, factors, bias, out, n);
                }
            });
        }
    }

    private static float[] factors(Moments m, @Nullable Tensor w) {
        float[] factors = m.scale.clone();
        for (int c = 0; w != null && c < factors.length; c++) {
            factors[c] *= w.floats()[w.offset() + c];
        }
        return factors;
    }

    private static void standardize(
            Tensor x, int row, float[] mean, float[] factors, @Nullable Tensor bias, Tensor out, int n) {
        float[] o = out.floats();
        int o0 = out.offset() + row * n;
        A.sub(x.floats(), x.offset() + row * n, mean, 0, o, o0, n);
        A.mul(o, o0, factors, 0, o, o0, n);
        if (bias != null) {
            A.add(o, o0, bias.floats(), bias.offset(), o, o0, n);
        }
    }

    /**
     * With h the standardised x and g = dy · w: {@code dx = (g - mean(g) - h · mean(g h)) / deviation}, {@code dw = Σ dy
     * h} and {@code dBias = Σ dy}.
     */
    public static void gradient(
            Workers workers,
            Tensor x,
            Segments pictures,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        int n = x.shape().cols();
        for (int s = 0; s < pictures.count(); s++) {
            int start = pictures.start(s);
            int rows = pictures.length(s);
            Moments m = moments(workers, x, start, rows, groups, eps);
            double[] given = sums(workers, start, rows, n, (r, _, to, at) -> add(dy, r, to, at, n));
            double[] along = sums(workers, start, rows, n, (r, own, to, at) -> {
                centre(x, r, m.mean, own, n);
                A.addProduct(own, 0, dy.floats(), dy.offset() + r * n, to, at, n);
            });
            for (int c = 0; c < n; c++) {
                if (dw != null) {
                    dw.floats()[dw.offset() + c] += (float) (along[c] * m.scale[c]);
                }
                if (dBias != null) {
                    dBias.floats()[dBias.offset() + c] += (float) given[c];
                }
            }
            if (dx != null) {
                input(workers, x, start, rows, groups, w, m, given, along, dy, dx);
            }
        }
    }

    private static void input(
            Workers workers,
            Tensor x,
            int start,
            int rows,
            int groups,
            @Nullable Tensor w,
            Moments m,
            double[] given,
            double[] along,
            Tensor dy,
            Tensor dx) {
        int n = x.shape().cols();
        for (int c = 0; w != null && c < n; c++) {
            given[c] *= w.floats()[w.offset() + c];
            along[c] *= w.floats()[w.offset() + c];
        }
        float[] factors = factors(m, w);
        float[] rest = spread(given, groups, s -> (float) (-s / m.count));
        float[] slope = spread(along, groups, s -> (float) (-s / m.count));
        for (int c = 0; c < n; c++) {
            rest[c] *= m.scale[c];
            slope[c] *= m.scale[c] * m.scale[c] * m.scale[c];
        }
        workers.run(rows, Math.max(1, GRAIN / n), (from, to) -> {
            float[] own = new float[n];
            for (int r = start + from; r < start + to; r++) {
                centre(x, r, m.mean, own, n);
                int d0 = dx.offset() + r * n;
                A.mul(own, 0, slope, 0, own, 0, n);
                A.add(own, 0, rest, 0, own, 0, n);
                A.addProduct(dy.floats(), dy.offset() + r * n, factors, 0, own, 0, n);
                A.add(dx.floats(), d0, own, 0, dx.floats(), d0, n);
            }
        });
    }
}
