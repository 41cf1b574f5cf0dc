package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/** Mamba's scans, backwards: against differences, and against all states kept in double precision. */
@Tag("slow")
class ScanGradientsTest {
    /** Around the 16 steps of a chunk. */
    private static final Segments SEGMENTS = Segments.ofLengths(1, 2, 15, 0, 16, 17, 35);

    private final Rng rng = new Rng(11);
    private final GradientSums sums = new GradientSums(rng);

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

    @ParameterizedTest
    @CsvSource({"5, 3", "37, 16"})
    void selectiveScan(int inner, int n) {
        int rows = SEGMENTS.rows();
        GradientCheck.check(
                // A as a view: what the backend prepares of it must not outlive its changes.
                (ops, o) -> ops.selectiveScan(
                        o.get(0), o.get(1), o.get(2).reshape(inner, n), o.get(3), o.get(4), o.get(5), SEGMENTS, null),
                normal(rows, inner),
                between(0.03, 0.5, rows, inner),
                between(-3, -0.1, inner, n),
                normal(rows, n),
                normal(rows, n),
                normal(inner));
    }

    @Test
    void selectiveScanOfManyChannelsAndSequences() {
        int inner = 270;
        int n = 2;
        Segments segments = Segments.ofLengths(1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1);
        int rows = segments.rows();
        GradientCheck.check(
                (ops, o) -> ops.selectiveScan(
                        o.get(0), o.get(1), o.get(2).reshape(inner, n), o.get(3), o.get(4), o.get(5), segments, null),
                normal(rows, inner),
                between(0.03, 0.5, rows, inner),
                between(-3, -0.1, inner, n),
                normal(rows, n),
                normal(rows, n),
                normal(inner));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "4, 2, 5, 3", "10, 1, 19, 4"})
    void headScan(int heads, int groups, int headDim, int n) {
        int rows = SEGMENTS.rows();
        GradientCheck.check(
                (ops, o) -> ops.headScan(o.get(0), o.get(1), o.get(2), o.get(3), o.get(4), o.get(5), SEGMENTS, null),
                normal(rows, heads, headDim),
                between(0.03, 0.5, rows, heads),
                between(-3, -0.1, heads),
                normal(rows, groups, n),
                normal(rows, groups, n),
                normal(heads));
    }

    @Test
    void selectiveScanOfALongSequence() {
        int rows = 200;
        int inner = 21;
        int n = 5;
        Tensor[] o = {
            sums.part(normal(rows, inner)),
            sums.part(between(0.001, 0.3, rows, inner)),
            sums.part(between(-4, -0.1, inner, n)),
            sums.part(normal(rows, n)),
            sums.part(normal(rows, n)),
            sums.part(normal(inner))
        };
        Tensor dy = sums.part(normal(rows, inner));
        Tensor[] g = sums.begin(o);
        double[][] expected = sums.expected();
        for (int i = 0; i < inner; i++) {
            double[][] h = new double[rows + 1][n];
            for (int t = 0; t < rows; t++) {
                double dt = at(o[1], t * inner + i);
                for (int j = 0; j < n; j++) {
                    h[t + 1][j] = Math.exp(dt * at(o[2], i * n + j)) * h[t][j]
                            + dt * at(o[3], t * n + j) * at(o[0], t * inner + i);
                }
            }
            double[] dh = new double[n];
            for (int t = rows - 1; t >= 0; t--) {
                int row = t * inner + i;
                double dt = at(o[1], row);
                double x = at(o[0], row);
                expected[0][row] += at(o[5], i) * at(dy, row);
                expected[5][i] += x * at(dy, row);
                for (int j = 0; j < n; j++) {
                    double a = at(o[2], i * n + j);
                    double b = at(o[3], t * n + j);
                    expected[4][t * n + j] += at(dy, row) * h[t + 1][j];
                    dh[j] += at(dy, row) * at(o[4], t * n + j);
                    double decay = Math.exp(dt * a);
                    expected[0][row] += dh[j] * dt * b;
                    expected[1][row] += dh[j] * (b * x + a * decay * h[t][j]);
                    expected[2][i * n + j] += dh[j] * dt * decay * h[t][j];
                    expected[3][t * n + j] += dh[j] * dt * x;
                    dh[j] *= decay;
                }
            }
        }
        new CpuGradients(new CpuBackend(2))
                .selectiveScan(
                        o[0],
                        o[1],
                        o[2],
                        o[3],
                        o[4],
                        o[5],
                        Segments.ofLengths(rows),
                        dy,
                        g[0],
                        g[1],
                        g[2],
                        g[3],
                        g[4],
                        g[5]);
        sums.check();
    }

    @Test
    void headScanOfALongSequence() {
        int rows = 200;
        int heads = 4;
        int headDim = 6;
        int n = 5;
        int groups = 2;
        Tensor[] o = {
            sums.part(normal(rows, heads, headDim)),
            sums.part(between(0.001, 0.3, rows, heads)),
            sums.part(between(-4, -0.1, heads)),
            sums.part(normal(rows, groups, n)),
            sums.part(normal(rows, groups, n)),
            sums.part(normal(heads))
        };
        Tensor dy = sums.part(normal(rows, heads, headDim));
        Tensor[] g = sums.begin(o);
        double[][] expected = sums.expected();
        for (int i = 0; i < heads * headDim; i++) {
            int head = i / headDim;
            double a = at(o[2], head);
            double[][] h = new double[rows + 1][n];
            for (int t = 0; t < rows; t++) {
                double dt = at(o[1], t * heads + head);
                int group = (t * groups + head / 2) * n;
                for (int j = 0; j < n; j++) {
                    h[t + 1][j] =
                            Math.exp(dt * a) * h[t][j] + dt * at(o[3], group + j) * at(o[0], t * heads * headDim + i);
                }
            }
            double[] dh = new double[n];
            for (int t = rows - 1; t >= 0; t--) {
                int row = t * heads * headDim + i;
                int group = (t * groups + head / 2) * n;
                double dt = at(o[1], t * heads + head);
                double x = at(o[0], row);
                double decay = Math.exp(dt * a);
                expected[0][row] += at(o[5], head) * at(dy, row);
                expected[5][head] += x * at(dy, row);
                for (int j = 0; j < n; j++) {
                    double b = at(o[3], group + j);
                    expected[4][group + j] += at(dy, row) * h[t + 1][j];
                    dh[j] += at(dy, row) * at(o[4], group + j);
                    expected[0][row] += dh[j] * dt * b;
                    expected[1][t * heads + head] += dh[j] * (b * x + a * decay * h[t][j]);
                    expected[2][head] += dh[j] * dt * decay * h[t][j];
                    expected[3][group + j] += dh[j] * dt * x;
                    dh[j] *= decay;
                }
            }
        }
        new CpuGradients(new CpuBackend(2))
                .headScan(
                        o[0],
                        o[1],
                        o[2],
                        o[3],
                        o[4],
                        o[5],
                        Segments.ofLengths(rows),
                        dy,
                        g[0],
                        g[1],
                        g[2],
                        g[3],
                        g[4],
                        g[5]);
        sums.check();
    }

    private static double at(Tensor x, int i) {
        return x.floats()[x.offset() + i];
    }

    @Test
    void whatIsNotWantedIsNotComputedInto() {
        Tensor dc = Tensor.zeros(2, 1);
        Tensor one = Tensor.of(new float[] {1, 1}, 2, 1);
        Tensor a = Tensor.of(new float[] {-1}, 1, 1);
        Tensor d = Tensor.of(new float[] {1}, 1);
        new CpuGradients(new CpuBackend(1))
                .selectiveScan(one, one, a, one, one, d, Segments.ofLengths(2), one, null, null, null, null, dc, null);
        assertEquals(1, dc.floats()[0]);
        assertEquals(1 + Math.exp(-1), dc.floats()[1], 1e-6);
    }
}
