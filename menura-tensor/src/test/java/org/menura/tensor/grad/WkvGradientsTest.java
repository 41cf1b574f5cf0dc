package org.menura.tensor.grad;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/** RWKV's time mixes, backwards: against differences, and against all states kept in double precision. */
class WkvGradientsTest {
    /** Around the 16 steps of a chunk. */
    private static final Segments SEGMENTS = Segments.ofLengths(1, 2, 15, 0, 16, 17, 35);

    private static final int LONG = 200;
    private static final int HEADS = 2;
    private static final int DIM = 5;

    private final Rng rng = new Rng(12);
    private final GradientSums sums = new GradientSums(rng);
    private final CpuGradients gradients = new CpuGradients(new CpuBackend(2));

    private Tensor normal(long... sizes) {
        return GradientCheck.random(rng, sizes);
    }

    /** Uniform between two limits. */
    private Tensor between(double low, double high, long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) (low + (high - low) * rng.nextFloat());
        }
        return t;
    }

    /** RWKV-7's a = -κ and b = κ · rate, κ being a key of length 1 in each head. */
    private Tensor[] removalAndReplacement(int rows, int heads, int dim) {
        Tensor a = normal(rows, heads, dim);
        Tensor b = between(0, 1, rows, heads, dim);
        for (int h = 0; h < rows * heads; h++) {
            double square = 0;
            for (int i = h * dim; i < (h + 1) * dim; i++) {
                square += a.floats()[i] * a.floats()[i];
            }
            for (int i = h * dim; i < (h + 1) * dim; i++) {
                float key = (float) (a.floats()[i] / Math.sqrt(square));
                a.floats()[i] = -key;
                b.floats()[i] *= key;
            }
        }
        return new Tensor[] {a, b};
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 150})
    void wkv4(int n) {
        int rows = SEGMENTS.rows();
        GradientCheck.check(
                (ops, o) -> ops.wkv4(o.get(0), o.get(1), o.get(2), o.get(3), SEGMENTS, null),
                between(-2, -0.05, n),
                normal(n),
                normal(rows, n),
                normal(rows, n));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "3, 5, false", "2, 19, true"})
    void wkv6(int heads, int dim, boolean decayPerRow) {
        int rows = SEGMENTS.rows();
        GradientCheck.check(
                (ops, o) -> ops.wkv6(o.get(0), o.get(1), o.get(2), o.get(3), o.get(4), SEGMENTS, null),
                normal(rows, heads, dim),
                normal(rows, heads, dim),
                normal(rows, heads, dim),
                decayPerRow ? between(0.3, 0.95, rows, heads, dim) : between(0.3, 0.95, heads, dim),
                normal(heads, dim));
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "2, 19"})
    void wkv7(int heads, int dim) {
        int rows = SEGMENTS.rows();
        Tensor[] ab = removalAndReplacement(rows, heads, dim);
        GradientCheck.check(
                (ops, o) -> ops.wkv7(o.get(0), o.get(1), o.get(2), o.get(3), o.get(4), o.get(5), SEGMENTS, null),
                normal(rows, heads, dim),
                between(0.55, 0.95, rows, heads, dim),
                normal(rows, heads, dim),
                normal(rows, heads, dim),
                ab[0],
                ab[1]);
    }

    @Test
    void wkv4OfALongSequence() {
        int n = 6;
        // Keys that need the running maximum.
        Tensor keys = normal(LONG, n);
        for (int i = 0; i < keys.floats().length; i++) {
            keys.floats()[i] *= 40;
        }
        Tensor[] o = {
            sums.part(between(-2, -0.01, n)), sums.part(normal(n)), sums.part(keys), sums.part(normal(LONG, n))
        };
        Tensor dy = sums.part(normal(LONG, n));
        Tensor[] g = sums.begin(o);
        double[][] expected = sums.expected();
        // The result as a weighted mean of all values so far, with exponents relative to the largest.
        for (int i = 0; i < n; i++) {
            for (int t = 0; t < LONG; t++) {
                double[] exponents = new double[t + 1];
                double top = Double.NEGATIVE_INFINITY;
                for (int s = 0; s <= t; s++) {
                    double key = at(o[2], s * n + i);
                    exponents[s] = key + (s == t ? at(o[1], i) : (t - 1 - s) * at(o[0], i));
                    top = Math.max(top, exponents[s]);
                }
                double total = 0;
                double y = 0;
                for (int s = 0; s <= t; s++) {
                    double weight = Math.exp(exponents[s] - top);
                    total += weight;
                    y += weight * at(o[3], s * n + i);
                }
                y /= total;
                for (int s = 0; s <= t; s++) {
                    double weight = Math.exp(exponents[s] - top) / total * at(dy, t * n + i);
                    double dExponent = weight * (at(o[3], s * n + i) - y);
                    expected[s == t ? 1 : 0][i] += dExponent * (s == t ? 1 : t - 1 - s);
                    expected[2][s * n + i] += dExponent;
                    expected[3][s * n + i] += weight;
                }
            }
        }
        gradients.wkv4(o[0], o[1], o[2], o[3], Segments.ofLengths(LONG), dy, g[0], g[1], g[2], g[3]);
        sums.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wkv6OfALongSequence(boolean decayPerRow) {
        Tensor[] o = {
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(decayPerRow ? between(0.2, 0.99, LONG, HEADS, DIM) : between(0.2, 0.99, HEADS, DIM)),
            sums.part(normal(HEADS, DIM))
        };
        Tensor dy = sums.part(normal(LONG, HEADS, DIM));
        Tensor[] g = sums.begin(o);
        double[][] expected = sums.expected();
        for (int h = 0; h < HEADS; h++) {
            for (int i = 0; i < DIM; i++) {
                for (int j = 0; j < DIM; j++) {
                    double[] s = new double[LONG + 1];
                    for (int t = 0; t < LONG; t++) {
                        int row = (t * HEADS + h) * DIM;
                        s[t + 1] = at(o[3], (decayPerRow ? row : h * DIM) + i) * s[t]
                                + at(o[1], row + i) * at(o[2], row + j);
                    }
                    double ds = 0;
                    for (int t = LONG - 1; t >= 0; t--) {
                        int row = (t * HEADS + h) * DIM;
                        int w = (decayPerRow ? row : h * DIM) + i;
                        double r = at(o[0], row + i);
                        double k = at(o[1], row + i);
                        double v = at(o[2], row + j);
                        double u = at(o[4], h * DIM + i);
                        double d = at(dy, row + j);
                        expected[0][row + i] += d * (s[t] + u * k * v);
                        expected[1][row + i] += ds * v + d * r * u * v;
                        expected[2][row + j] += ds * k + d * r * u * k;
                        expected[3][w] += ds * s[t];
                        expected[4][h * DIM + i] += d * r * k * v;
                        ds = ds * at(o[3], w) + d * r;
                    }
                }
            }
        }
        gradients.wkv6(o[0], o[1], o[2], o[3], o[4], Segments.ofLengths(LONG), dy, g[0], g[1], g[2], g[3], g[4]);
        sums.check();
    }

    @Test
    void wkv7OfALongSequence() {
        Tensor[] ab = removalAndReplacement(LONG, HEADS, DIM);
        Tensor[] o = {
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(between(0.55, 0.99, LONG, HEADS, DIM)),
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(normal(LONG, HEADS, DIM)),
            sums.part(ab[0]),
            sums.part(ab[1])
        };
        Tensor dy = sums.part(normal(LONG, HEADS, DIM));
        Tensor[] g = sums.begin(o);
        double[][] expected = sums.expected();
        for (int h = 0; h < HEADS; h++) {
            for (int j = 0; j < DIM; j++) { // columns of the state are independent of each other
                double[][] s = new double[LONG + 1][DIM];
                double[] removed = new double[LONG];
                for (int t = 0; t < LONG; t++) {
                    int row = (t * HEADS + h) * DIM;
                    for (int i = 0; i < DIM; i++) {
                        removed[t] += at(o[4], row + i) * s[t][i];
                    }
                    for (int i = 0; i < DIM; i++) {
                        s[t + 1][i] = at(o[1], row + i) * s[t][i]
                                + at(o[5], row + i) * removed[t]
                                + at(o[2], row + i) * at(o[3], row + j);
                    }
                }
                double[] ds = new double[DIM];
                for (int t = LONG - 1; t >= 0; t--) {
                    int row = (t * HEADS + h) * DIM;
                    double d = at(dy, row + j);
                    double dRemoved = 0;
                    for (int i = 0; i < DIM; i++) {
                        ds[i] += at(o[0], row + i) * d;
                        expected[0][row + i] += s[t + 1][i] * d;
                        expected[1][row + i] += ds[i] * s[t][i];
                        expected[2][row + i] += ds[i] * at(o[3], row + j);
                        expected[3][row + j] += ds[i] * at(o[2], row + i);
                        expected[5][row + i] += ds[i] * removed[t];
                        dRemoved += ds[i] * at(o[5], row + i);
                    }
                    for (int i = 0; i < DIM; i++) {
                        expected[4][row + i] += dRemoved * s[t][i];
                        ds[i] = ds[i] * at(o[1], row + i) + dRemoved * at(o[4], row + i);
                    }
                }
            }
        }
        gradients.wkv7(
                o[0], o[1], o[2], o[3], o[4], o[5], Segments.ofLengths(LONG), dy, g[0], g[1], g[2], g[3], g[4], g[5]);
        sums.check();
    }

    private static double at(Tensor x, int i) {
        return x.floats()[x.offset() + i];
    }
}
