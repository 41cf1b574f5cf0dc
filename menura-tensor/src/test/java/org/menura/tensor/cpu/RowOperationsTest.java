package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Tensor;

/** Element-wise and row-wise operations against double precision. */
class RowOperationsTest {
    private final Backend ops = new CpuBackend(2);
    private final RandomTensors random = new RandomTensors(1);

    private static double[] row(Tensor t, int r) {
        int n = t.shape().cols();
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            row[i] = t.floats()[t.offset() + r * n + i];
        }
        return row;
    }

    private static void assertRow(double[] expected, Tensor actual, int r) {
        assertArrayEquals(expected, row(actual, r), 2e-6 * Math.max(1, max(expected)));
    }

    private static double max(double[] a) {
        double max = 0;
        for (double v : a) {
            max = Math.max(max, Math.abs(v));
        }
        return max;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 67, 300})
    void rmsNorm(int n) {
        Tensor x = random.heap(3, n);
        Tensor w = random.heap(n);
        Tensor with = ops.rmsNorm(x, w, 1e-5f, 1);
        Tensor without = ops.rmsNorm(x, null, 1e-5f, 0);
        for (int r = 0; r < 3; r++) {
            double[] v = row(x, r);
            double squares = 0;
            for (double u : v) {
                squares += u * u;
            }
            double scale = 1 / Math.sqrt(squares / n + 1e-5f);
            double[] plain = new double[n];
            double[] scaled = new double[n];
            for (int i = 0; i < n; i++) {
                plain[i] = v[i] * scale;
                scaled[i] = plain[i] * (row(w, 0)[i] + 1);
            }
            assertRow(scaled, with, r);
            assertRow(plain, without, r);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void groupNorm(int groups) {
        int n = 68;
        Tensor x = random.heap(2, n);
        Tensor w = random.heap(n);
        Tensor bias = random.heap(n);
        Tensor actual = ops.groupNorm(x, groups, w, bias, 1e-5f);
        for (int r = 0; r < 2; r++) {
            double[] v = row(x, r);
            double[] expected = new double[n];
            int size = n / groups;
            for (int i = 0; i < n; i++) {
                int from = i / size * size;
                double mean = 0;
                for (int j = from; j < from + size; j++) {
                    mean += v[j] / size;
                }
                double variance = 0;
                for (int j = from; j < from + size; j++) {
                    variance += (v[j] - mean) * (v[j] - mean) / size;
                }
                expected[i] = (v[i] - mean) / Math.sqrt(variance + 1e-5f) * row(w, 0)[i] + row(bias, 0)[i];
            }
            assertRow(expected, actual, r);
        }
        assertArrayEquals(
                ops.groupNorm(x, 1, w, null, 1e-5f).toFloats(),
                ops.layerNorm(x, w, null, 1e-5f).toFloats());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 33, 500})
    void softmaxAndCrossEntropy(int n) {
        Tensor x = random.heap(3, n);
        x.floats()[x.offset()] = 80;
        int[] targets = {n - 1, -100, 0};
        Tensor soft = ops.softmax(x);
        Tensor loss = ops.crossEntropy(x, targets);
        for (int r = 0; r < 3; r++) {
            double[] v = row(x, r);
            double sum = 0;
            for (double u : v) {
                sum += Math.exp(u);
            }
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) {
                expected[i] = Math.exp(v[i]) / sum;
            }
            assertRow(expected, soft, r);
            double entropy = targets[r] < 0 ? 0 : Math.log(sum) - v[targets[r]];
            assertEquals(entropy, loss.toFloats()[r], 1e-5 * Math.max(1, entropy));
        }
        assertThrows(IllegalArgumentException.class, () -> ops.crossEntropy(x, new int[2]));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 33, 500})
    void maskedCrossEntropy(int n) {
        Tensor x = random.heap(4, n);
        int[] targets = {n - 1, 1, -100, 0};
        ClassSets allowed =
                ClassSets.of(new int[] {0, 1, 0, ClassSets.ALL}, new int[] {0, 3, 4}, new int[] {0, 1, n - 1, 1});
        float[] loss = ops.maskedCrossEntropy(x, targets, allowed).toFloats();
        double[] v = row(x, 0);
        double sum = Math.exp(v[0]) + Math.exp(v[1]) + Math.exp(v[n - 1]);
        assertEquals(Math.log(sum) - v[n - 1], loss[0], 1e-5);
        assertArrayEquals(new float[] {0, 0}, new float[] {loss[1], loss[2]});
        assertEquals(ops.crossEntropy(x, targets).toFloats()[3], loss[3]);
        assertArrayEquals(
                loss, new CpuBackend(1).maskedCrossEntropy(x, targets, allowed).toFloats());
    }

    @Test
    void classSetsAreChecked() {
        Tensor x = random.heap(1, 4);
        int[] first = {0};
        ClassSets low = ClassSets.of(first, new int[] {0, 2}, new int[] {0, 1});
        ClassSets high = ClassSets.of(first, new int[] {0, 2}, new int[] {0, 4});
        assertThrows(IllegalArgumentException.class, () -> ops.maskedCrossEntropy(x, new int[] {2}, low));
        assertThrows(IllegalArgumentException.class, () -> ops.maskedCrossEntropy(x, new int[2], low));
        assertThrows(IllegalArgumentException.class, () -> ops.maskedCrossEntropy(x, first, high));
        assertThrows(IllegalArgumentException.class, () -> ClassSets.of(first, new int[] {0, 2}, new int[] {1, 1}));
        assertThrows(IllegalArgumentException.class, () -> ClassSets.of(first, new int[] {0, 0}, new int[0]));
        assertThrows(IllegalArgumentException.class, () -> ClassSets.of(new int[] {1}, new int[] {0, 1}, first));
    }

    @Test
    void softmaxOfExcludedElements() {
        float none = Float.NEGATIVE_INFINITY;
        assertArrayEquals(
                new float[] {0, 0.5f, 0, 0.5f},
                ops.softmax(Tensor.of(new float[] {none, 1000, none, 1000}, 4)).toFloats());
    }

    @Test
    void normalizations() {
        Tensor x = random.positive(2, 37);
        Tensor l2 = ops.l2Normalize(x, 1e-12f);
        Tensor sums = ops.normalizeSum(x);
        for (int r = 0; r < 2; r++) {
            double[] v = row(x, r);
            double sum = 0;
            double squares = 0;
            for (double u : v) {
                sum += u;
                squares += u * u;
            }
            double[] byNorm = new double[37];
            double[] bySum = new double[37];
            for (int i = 0; i < 37; i++) {
                byNorm[i] = v[i] / Math.sqrt(squares);
                bySum[i] = v[i] / sum;
            }
            assertRow(byNorm, l2, r);
            assertRow(bySum, sums, r);
        }
        assertArrayEquals(
                new float[3], ops.l2Normalize(Tensor.zeros(1, 3), 1e-6f).toFloats());
    }

    @ParameterizedTest
    @EnumSource
    void activations(Activation f) {
        Tensor x = random.heap(3, 59);
        Tensor up = random.heap(3, 59);
        DoubleUnaryOperator reference = switch (f) {
            case SIGMOID -> v -> 1 / (1 + Math.exp(-v));
            case SILU -> v -> v / (1 + Math.exp(-v));
            case QUICK_GELU -> v -> v / (1 + Math.exp(-1.702 * v));
            case GELU_TANH -> v -> 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)));
            case GELU -> v -> 0.5 * v * (1 + erf(v / Math.sqrt(2)));
            case RELU -> v -> Math.max(0, v);
            case RELU_SQUARED -> v -> Math.max(0, v) * Math.max(0, v);
            case TANH -> Math::tanh;
            case SOFTPLUS -> v -> Math.log1p(Math.exp(v));
            case EXP -> Math::exp;
        };
        Tensor plain = ops.activate(f, x);
        Tensor gated = ops.gated(f, x, up);
        for (int r = 0; r < 3; r++) {
            double[] expected = row(x, r);
            double[] times = row(up, r);
            for (int i = 0; i < expected.length; i++) {
                expected[i] = reference.applyAsDouble(expected[i]);
                times[i] *= expected[i];
            }
            assertRow(expected, plain, r);
            assertRow(times, gated, r);
        }
    }

    /** By Simpson's rule. */
    private static double erf(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h);
        }
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    @ParameterizedTest
    @EnumSource
    void activationsOfExtremes(Activation f) {
        float[] y = ops.activate(f, Tensor.of(new float[] {-1e4f, 1e4f, 0}, 3)).toFloats();
        boolean bounded = f == Activation.SIGMOID || f == Activation.TANH;
        float high = bounded
                ? 1
                : switch (f) {
                    case EXP -> Float.POSITIVE_INFINITY;
                    case RELU_SQUARED -> 1e8f;
                    default -> 1e4f;
                };
        assertEquals(f == Activation.TANH ? -1 : 0, y[0], 0f);
        assertEquals(high, y[1]);
    }

    @Test
    void broadcast() {
        Tensor a = random.heap(4, 3, 5);
        Tensor b = random.heap(3, 5);
        Tensor sum = ops.add(a, b);
        Tensor difference = ops.sub(a, b);
        Tensor product = ops.mul(a, b);
        Tensor between = ops.lerp(a, ops.mul(a, b), b);
        for (int i = 0; i < 60; i++) {
            float u = a.floats()[a.offset() + i];
            float v = b.floats()[b.offset() + i % 15];
            assertEquals(u + v, sum.toFloats()[i]);
            assertEquals(u - v, difference.toFloats()[i]);
            assertEquals(u * v, product.toFloats()[i]);
            assertEquals(u + (u * v - u) * v, between.toFloats()[i]);
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Tensor a = Tensor.zeros(4, 6);
        for (Tensor b : List.of(Tensor.zeros(4), Tensor.zeros(4, 1), Tensor.zeros(2, 4, 6), Tensor.zeros(24))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ops.add(a, b))
                    .getMessage();
            assertEquals("add cannot take shapes [4, 6] and " + b.shape(), message);
            assertThrows(IllegalArgumentException.class, () -> ops.sub(a, b));
            assertThrows(IllegalArgumentException.class, () -> ops.mul(a, b));
            assertThrows(IllegalArgumentException.class, () -> ops.lerp(a, a, b));
        }
        assertThrows(IllegalArgumentException.class, () -> ops.linear(a, Tensor.zeros(3, 5), null));
        assertThrows(IllegalArgumentException.class, () -> ops.matmul(a, Tensor.zeros(5, 6)));
        assertThrows(IllegalArgumentException.class, () -> ops.rmsNorm(a, Tensor.zeros(5), 0, 0));
        assertThrows(IllegalArgumentException.class, () -> ops.gated(Activation.SILU, a, Tensor.zeros(6, 4)));
        assertThrows(IllegalArgumentException.class, () -> ops.scaleRows(a, Tensor.zeros(6)));
        assertThrows(IllegalArgumentException.class, () -> new CpuBackend(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rope(boolean interleaved) {
        int pairs = 3;
        int dim = 8;
        Tensor x = random.heap(4, 2, dim);
        Tensor angles = Tensor.zeros(4, 2, pairs);
        double[][] theta = new double[4][pairs];
        for (int t = 0; t < 4; t++) {
            for (int i = 0; i < pairs; i++) {
                theta[t][i] = t * Math.pow(100, -i / 3.0);
                angles.floats()[t * 2 * pairs + i] = (float) Math.cos(theta[t][i]);
                angles.floats()[t * 2 * pairs + pairs + i] = (float) Math.sin(theta[t][i]);
            }
        }
        Tensor actual = ops.rope(x, angles, interleaved);
        for (int r = 0; r < 8; r++) {
            double[] expected = row(x, r);
            double[] v = row(x, r);
            for (int i = 0; i < pairs; i++) {
                int a = interleaved ? 2 * i : i;
                int b = interleaved ? 2 * i + 1 : i + pairs;
                double angle = theta[r / 2][i];
                expected[a] = v[a] * Math.cos(angle) - v[b] * Math.sin(angle);
                expected[b] = v[a] * Math.sin(angle) + v[b] * Math.cos(angle);
            }
            assertRow(expected, actual, r);
        }
        assertThrows(IllegalArgumentException.class, () -> ops.rope(x, Tensor.zeros(4, 2, 5), interleaved));
    }

    @Test
    void moves() {
        Tensor x = random.heap(4, 3);
        Tensor y = random.heap(4, 2);
        Tensor both = ops.concat(List.of(x, y));
        assertArrayEquals(x.toFloats(), ops.columns(both, 0, 3).toFloats());
        assertArrayEquals(y.toFloats(), ops.columns(both, 3, 5).toFloats());
        Tensor gathered = ops.gatherRows(x, new int[] {3, 3, 0});
        assertArrayEquals(x.rows(3, 4).toFloats(), gathered.rows(1, 2).toFloats());
        assertArrayEquals(x.rows(0, 1).toFloats(), gathered.rows(2, 3).toFloats());
        float[] v = x.toFloats();
        float[] scattered = ops.scatterRows(3, List.of(x, x.rows(0, 1)), List.of(new int[] {2, 0, 2, 0}, new int[] {2}))
                .toFloats();
        for (int i = 0; i < 3; i++) {
            assertEquals(v[3 + i] + v[9 + i], scattered[i]);
            assertEquals(0, scattered[3 + i]);
            assertEquals(v[i] + v[6 + i] + v[i], scattered[6 + i]);
        }
        float[] sums = ops.sumGroups(x, 2).toFloats();
        assertEquals(v[7] + v[10], sums[4]);
        assertArrayEquals(
                new float[] {v[5], v[0]}, ops.pick(x, new int[] {5, 0}).toFloats());
        assertArrayEquals(
                new float[] {2 * v[0] + 1, 2 * v[1] + 1},
                ops.affine(x.reshape(12), 2, 1).rows(0, 2).toFloats());
        for (float limited : ops.clamp(x, -0.5f, 0.25f).toFloats()) {
            assertEquals(Math.clamp(limited, -0.5f, 0.25f), limited);
        }
    }

    @Test
    void scopesTakeTheirResultsBackAndTheRestStays() {
        Tensor kept = ops.affine(Tensor.of(new float[] {1, 2, 3}, 3), 1, 0);
        float[] first;
        try (Backend.Scope _ = ops.scope()) {
            first = ops.affine(kept, 2, 0).floats();
            try (Backend.Scope _ = ops.scope()) {
                ops.affine(kept, 3, 0);
            }
            assertEquals(2, first[0]);
        }
        try (Backend.Scope _ = ops.scope()) {
            assertEquals(first, ops.affine(kept, 5, 0).floats());
        }
        assertArrayEquals(new float[] {1, 2, 3}, kept.toFloats());
    }

    @Test
    void scopesLeaveWhatIsKeptToTheOneAround() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
        try (Backend.Scope _ = ops.scope()) {
            Tensor kept;
            float[] dropped;
            try (Backend.Scope inner = ops.scope()) {
                kept = ops.affine(x, 2, 0);
                dropped = ops.affine(x, 3, 0).floats();
                inner.keep(kept.reshape(1, 3));
            }
            assertEquals(dropped, ops.affine(x, 4, 0).floats());
            assertEquals(4, kept.floats()[1]);
            ops.release(kept);
            assertEquals(kept.floats(), ops.affine(x, 5, 0).floats());
        }
    }
}
