package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;

class MuonTest {
    private static final double DECAY = 0.1;
    private static final double RATE = 0.02;

    /** a · b, or a · bᵀ. */
    private static double[][] product(double[][] a, double[][] b, boolean transposed) {
        int columns = transposed ? b.length : b[0].length;
        double[][] out = new double[a.length][columns];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < a[0].length; k++) {
                    out[i][j] += a[i][k] * (transposed ? b[j][k] : b[k][j]);
                }
            }
        }
        return out;
    }

    /** The iteration without a transposition: {@code a X + b (X Xᵀ) X + c (X Xᵀ)² X} is the same for tall matrices. */
    private static double[][] orthogonal(double[] g, int rows, int columns) {
        double norm = Math.sqrt(Arrays.stream(g).map(y -> y * y).sum());
        double[][] x = new double[rows][columns];
        for (int i = 0; i < g.length; i++) {
            x[i / columns][i % columns] = g[i] / (norm + 1e-7);
        }
        for (int k = 0; k < 5; k++) {
            double[][] third = product(product(x, x, true), x, false);
            double[][] fifth = product(product(x, x, true), third, false);
            for (int i = 0; i < g.length; i++) {
                int r = i / columns;
                int c = i % columns;
                x[r][c] = 3.4445 * x[r][c] - 4.7750 * third[r][c] + 2.0315 * fifth[r][c];
            }
        }
        return x;
    }

    private static void agrees(Muon.Options options) {
        List<Parameter> parameters = Samples.parameters(0).subList(0, 2);
        Muon muon = new Muon(ParameterGroups.all(parameters, DECAY), options, new CpuBackend(1), 1);
        for (Parameter p : parameters) {
            assertTrue(muon.orthogonalizes(p));
        }
        double[][] x = {
            Samples.doubles(parameters.get(0).value()),
            Samples.doubles(parameters.get(1).value())
        };
        double[][] m = {new double[x[0].length], new double[x[1].length]};
        double mu = options.momentum();
        for (int t = 1; t <= 4; t++) {
            Samples.gradients(parameters, t);
            muon.step(RATE);
            for (int j = 0; j < 2; j++) {
                Parameter p = parameters.get(j);
                int rows = p.value().dim(0);
                int columns = p.value().dim(1);
                double[] g = Samples.doubles(p.gradient());
                double[] u = new double[g.length];
                for (int i = 0; i < g.length; i++) {
                    m[j][i] = mu * m[j][i] + (1 - mu) * g[i];
                    u[i] = options.nesterov() ? (1 - mu) * g[i] + mu * m[j][i] : m[j][i];
                }
                double[][] o = orthogonal(u, rows, columns);
                double scale = options.scale() == Muon.Scale.ADAM
                        ? 0.2 * Math.sqrt(Math.max(rows, columns))
                        : Math.sqrt(Math.max(1, (double) rows / columns));
                for (int i = 0; i < g.length; i++) {
                    x[j][i] = x[j][i] * (1 - RATE * DECAY) - RATE * scale * o[i / columns][i % columns];
                }
                assertArrayEquals(x[j], Samples.doubles(p.value()), 3e-6, p.name());
            }
        }
    }

    @Test
    void followsItsEquations() {
        agrees(Muon.Options.DEFAULT);
    }

    @Test
    void withoutNesterovAndWithTheFirstScale() {
        agrees(new Muon.Options(0.9, false, 5, Muon.Scale.SPECTRAL, Muon.TABLES_AND_HEADS, AdamOptions.DEFAULT));
    }

    @Test
    void singularValuesAreAboutOne() {
        Rng rng = new Rng(3);
        Parameter p = Samples.parameter(rng, 0, "w", 24, 40);
        Tensor o = NewtonSchulz.orthogonalize(new CpuBackend(2), p.value(), 5, 2);
        for (int trial = 0; trial < 20; trial++) {
            double[] y = new double[40];
            double length = 0;
            for (int r = 0; r < 24; r++) {
                double weight = rng.nextGaussian();
                length += weight * weight;
                for (int c = 0; c < 40; c++) {
                    y[c] += weight * o.floats()[r * 40 + c];
                }
            }
            double stretch = Math.sqrt(Arrays.stream(y).map(v -> v * v).sum() / length);
            assertTrue(stretch > 0.6 && stretch < 1.3, "stretched by " + stretch);
        }
    }

    @Test
    void everythingElseMovesAsAdamWMovesIt() {
        List<Parameter> expected = Samples.parameters(0);
        Samples.steps(new AdamW(Samples.groups(expected), AdamOptions.DEFAULT, 1), expected, 0, 4);
        List<Parameter> actual = Samples.parameters(0);
        Muon muon = new Muon(Samples.groups(actual), Muon.Options.DEFAULT, new CpuBackend(1), 1);
        Samples.steps(muon, actual, 0, 4);
        for (int i = 0; i < actual.size(); i++) {
            boolean same = Arrays.equals(
                    expected.get(i).value().toFloats(), actual.get(i).value().toFloats());
            assertTrue(same != muon.orthogonalizes(actual.get(i)), actual.get(i).name());
        }

        Muon none = new Muon(
                Samples.groups(actual),
                new Muon.Options(0.95, true, 5, Muon.Scale.ADAM, Pattern.compile(""), AdamOptions.DEFAULT),
                new CpuBackend(1),
                1);
        assertTrue(actual.stream().noneMatch(none::orthogonalizes));
    }
}
