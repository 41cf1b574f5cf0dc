package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Convolution, scans and time mixes against their equations in double precision, and in parts. */
class RecurrenceTest {
    private static final int ROWS = 11;
    private static final int CUT = 4;
    private static final double TOLERANCE = 2e-5;

    private final Backend ops = new CpuBackend(2);
    private final RandomTensors random = new RandomTensors(3);

    /** An operation over rows {@code from} to {@code to} of its operands, as one sequence. */
    private interface Recurrent {
        Tensor run(int from, int to, Segments segments, Tensor[] states);
    }

    /** In one pass without states, in one with, and in two that hand a state over. */
    private static Tensor checkParts(Recurrent f, Tensor empty) {
        Tensor whole = f.run(0, ROWS, Segments.ofLengths(ROWS), null);
        Tensor[] full = {copy(empty)};
        assertArrayEquals(
                whole.toFloats(), f.run(0, ROWS, Segments.ofLengths(ROWS), full).toFloats());
        Tensor[] state = {copy(empty)};
        float[] first = f.run(0, CUT, Segments.ofLengths(CUT), state).toFloats();
        float[] second = f.run(CUT, ROWS, Segments.ofLengths(ROWS - CUT), state).toFloats();
        assertArrayEquals(whole.rows(0, CUT).toFloats(), first);
        assertArrayEquals(whole.rows(CUT, ROWS).toFloats(), second);
        assertArrayEquals(full[0].toFloats(), state[0].toFloats());
        // The first rows are a sequence of their own, which the second one does not see.
        Tensor two = f.run(0, ROWS, Segments.ofLengths(CUT, ROWS - CUT), null);
        assertArrayEquals(first, two.rows(0, CUT).toFloats());
        assertArrayEquals(
                f.run(CUT, ROWS, Segments.ofLengths(ROWS - CUT), null).toFloats(),
                two.rows(CUT, ROWS).toFloats());
        return whole;
    }

    private static Tensor copy(Tensor t) {
        return Tensor.of(t.toFloats(), t.shape().toArray());
    }

    private static double at(Tensor t, int... index) {
        int i = 0;
        for (int d = 0; d < index.length; d++) {
            i = i * t.dim(d) + index[d];
        }
        return t.floats()[t.offset() + i];
    }

    private Tensor decays(long... sizes) {
        return ops.affine(random.positive(sizes), 0.5f, 0.4f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void causalConv(int width) {
        int n = 5;
        Tensor x = random.heap(ROWS, n);
        Tensor w = random.heap(n, width);
        Tensor bias = random.heap(n);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.causalConv(x.rows(from, to), w, bias, segments, states),
                Tensor.zeros(width - 1, n));
        for (int t = 0; t < ROWS; t++) {
            for (int i = 0; i < n; i++) {
                double expected = at(bias, i);
                for (int j = 0; j < width; j++) {
                    int source = t - width + 1 + j;
                    expected += source < 0 ? 0 : at(w, i, j) * at(x, source, i);
                }
                assertEquals(expected, at(actual, t, i), TOLERANCE);
            }
        }
    }

    @Test
    void shift() {
        Tensor x = random.heap(ROWS, 3);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.shift(x.rows(from, to), segments, states), Tensor.zeros(3));
        for (int t = 0; t < ROWS; t++) {
            assertEquals(t == 0 ? 0 : at(x, t - 1, 2), at(actual, t, 2));
        }
    }

    @Test
    void selectiveScan() {
        int inner = 6;
        int state = 9;
        Tensor x = random.heap(ROWS, inner);
        Tensor delta = random.positive(ROWS, inner);
        Tensor a = ops.affine(ops.activate(Activation.EXP, random.heap(inner, state)), -1, 0);
        Tensor b = random.heap(ROWS, state);
        Tensor c = random.heap(ROWS, state);
        Tensor d = random.heap(inner);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.selectiveScan(
                        x.rows(from, to),
                        delta.rows(from, to),
                        a,
                        b.rows(from, to),
                        c.rows(from, to),
                        d,
                        segments,
                        states),
                Tensor.zeros(state, inner));
        double[][] h = new double[inner][state];
        for (int t = 0; t < ROWS; t++) {
            for (int i = 0; i < inner; i++) {
                double y = at(d, i) * at(x, t, i);
                for (int s = 0; s < state; s++) {
                    double dt = at(delta, t, i);
                    h[i][s] = Math.exp(dt * at(a, i, s)) * h[i][s] + dt * at(b, t, s) * at(x, t, i);
                    y += at(c, t, s) * h[i][s];
                }
                assertEquals(y, at(actual, t, i), TOLERANCE);
            }
        }
    }

    @Test
    void headScan() {
        int heads = 4;
        int dim = 3;
        int groups = 2;
        int state = 9;
        Tensor x = random.heap(ROWS, heads, dim);
        Tensor delta = random.positive(ROWS, heads);
        Tensor a = ops.affine(random.positive(heads), -2, 0);
        Tensor b = random.heap(ROWS, groups, state);
        Tensor c = random.heap(ROWS, groups, state);
        Tensor d = random.heap(heads);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.headScan(
                        x.rows(from, to),
                        delta.rows(from, to),
                        a,
                        b.rows(from, to),
                        c.rows(from, to),
                        d,
                        segments,
                        states),
                Tensor.zeros(heads, state, dim));
        double[][][] h = new double[heads][dim][state];
        for (int t = 0; t < ROWS; t++) {
            for (int i = 0; i < heads; i++) {
                for (int p = 0; p < dim; p++) {
                    double y = at(d, i) * at(x, t, i, p);
                    for (int s = 0; s < state; s++) {
                        double dt = at(delta, t, i);
                        h[i][p][s] = Math.exp(dt * at(a, i)) * h[i][p][s] + dt * at(b, t, i / 2, s) * at(x, t, i, p);
                        y += at(c, t, i / 2, s) * h[i][p][s];
                    }
                    assertEquals(y, at(actual, t, i, p), TOLERANCE);
                }
            }
        }
    }

    @Test
    void wkv4() {
        int n = 5;
        Tensor decay = ops.affine(random.positive(n), -1, -0.1f);
        Tensor bonus = random.heap(n);
        // Keys that would overflow without the running maximum.
        Tensor k = ops.affine(random.heap(ROWS, n), 60, 0);
        Tensor v = random.heap(ROWS, n);
        Tensor empty = Tensor.zeros(3, n);
        for (int i = 2 * n; i < 3 * n; i++) {
            empty.floats()[i] = -1e38f;
        }
        Tensor actual = checkParts(
                (from, to, segments, states) ->
                        ops.wkv4(decay, bonus, k.rows(from, to), v.rows(from, to), segments, states),
                empty);
        for (int i = 0; i < n; i++) {
            for (int t = 0; t < ROWS; t++) {
                double numerator = Math.exp(at(bonus, i) + at(k, t, i)) * at(v, t, i);
                double denominator = Math.exp(at(bonus, i) + at(k, t, i));
                for (int j = 0; j < t; j++) {
                    double weight = Math.exp((t - 1 - j) * at(decay, i) + at(k, j, i));
                    numerator += weight * at(v, j, i);
                    denominator += weight;
                }
                assertEquals(numerator / denominator, at(actual, t, i), TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wkv6(boolean decayPerRow) {
        int heads = 2;
        int dim = 6;
        Tensor r = random.heap(ROWS, heads, dim);
        Tensor k = random.heap(ROWS, heads, dim);
        Tensor v = random.heap(ROWS, heads, dim);
        Tensor w = decayPerRow ? decays(ROWS, heads, dim) : decays(heads, dim);
        Tensor bonus = random.heap(heads, dim);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.wkv6(
                        r.rows(from, to),
                        k.rows(from, to),
                        v.rows(from, to),
                        decayPerRow ? w.rows(from, to) : w,
                        bonus,
                        segments,
                        states),
                Tensor.zeros(heads, dim, dim));
        for (int h = 0; h < heads; h++) {
            double[][] s = new double[dim][dim];
            for (int t = 0; t < ROWS; t++) {
                double[] y = new double[dim];
                for (int i = 0; i < dim; i++) {
                    double keep = decayPerRow ? at(w, t, h, i) : at(w, h, i);
                    for (int j = 0; j < dim; j++) {
                        double kv = at(k, t, h, i) * at(v, t, h, j);
                        y[j] += at(r, t, h, i) * (s[i][j] + at(bonus, h, i) * kv);
                        s[i][j] = keep * s[i][j] + kv;
                    }
                }
                for (int j = 0; j < dim; j++) {
                    assertEquals(y[j], at(actual, t, h, j), TOLERANCE);
                }
            }
        }
    }

    @Test
    void wkv7() {
        int heads = 2;
        int dim = 6;
        Tensor r = random.heap(ROWS, heads, dim);
        Tensor w = decays(ROWS, heads, dim);
        Tensor k = random.heap(ROWS, heads, dim);
        Tensor v = random.heap(ROWS, heads, dim);
        Tensor a = ops.affine(random.positive(ROWS, heads, dim), -0.3f, 0);
        Tensor b = random.positive(ROWS, heads, dim);
        Tensor actual = checkParts(
                (from, to, segments, states) -> ops.wkv7(
                        r.rows(from, to),
                        w.rows(from, to),
                        k.rows(from, to),
                        v.rows(from, to),
                        a.rows(from, to),
                        b.rows(from, to),
                        segments,
                        states),
                Tensor.zeros(heads, dim, dim));
        for (int h = 0; h < heads; h++) {
            double[][] s = new double[dim][dim];
            for (int t = 0; t < ROWS; t++) {
                for (int i = 0; i < dim; i++) {
                    double removed = 0;
                    for (int j = 0; j < dim; j++) {
                        removed += s[i][j] * at(a, t, h, j);
                    }
                    double y = 0;
                    for (int j = 0; j < dim; j++) {
                        s[i][j] = s[i][j] * at(w, t, h, j) + removed * at(b, t, h, j) + at(v, t, h, i) * at(k, t, h, j);
                        y += s[i][j] * at(r, t, h, j);
                    }
                    assertEquals(y, at(actual, t, h, i), TOLERANCE * Math.max(1, Math.abs(y)));
                }
            }
        }
    }
}
