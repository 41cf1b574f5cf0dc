package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.tensor.grad.Parameter;

class AdafactorTest {
    private static final int STEPS = 6;
    private static final double DECAY = 0.1;

    /** Algorithms 4 and 5 of the paper in its own notation: sums rather than means, and the whole V. */
    private static final class Reference {
        final Adafactor.Options o;
        final int n;
        final int m;
        final boolean matrix;
        final double[] x;
        final double[] r;
        final double[] c;
        final double[] v;
        final double[] moved;

        Reference(Parameter p, Adafactor.Options o) {
            this.o = o;
            x = Samples.doubles(p.value());
            matrix = p.value().shape().rank() > 1;
            n = p.value().dim(0);
            m = x.length / n;
            r = new double[n];
            c = new double[m];
            v = new double[x.length];
            moved = new double[x.length];
        }

        void step(double[] g, double rate, int t) {
            double beta2 = 1 - Math.pow(t, -o.decay());
            double[] rows = new double[n];
            double[] columns = new double[m];
            for (int i = 0; i < n * m; i++) {
                double square = g[i] * g[i] + o.epsilon1();
                rows[i / m] += square;
                columns[i % m] += square;
                v[i] = beta2 * v[i] + (1 - beta2) * square;
            }
            Arrays.setAll(r, i -> beta2 * r[i] + (1 - beta2) * rows[i]);
            Arrays.setAll(c, i -> beta2 * c[i] + (1 - beta2) * columns[i]);
            double total = Arrays.stream(r).sum();
            double[] u = new double[n * m];
            Arrays.setAll(u, i -> g[i] / Math.sqrt(matrix ? r[i / m] * c[i % m] / total : v[i]));
            double clip = Math.max(1, rms(u) / o.clip());
            double alpha = o.relativeStep() ? Math.max(o.epsilon2(), rms(x)) * rate : rate;
            for (int i = 0; i < n * m; i++) {
                moved[i] = o.beta1() * moved[i] + (1 - o.beta1()) * alpha * u[i] / clip;
                x[i] = x[i] - alpha * DECAY * x[i] - moved[i];
            }
        }

        private static double rms(double[] a) {
            return Math.sqrt(Arrays.stream(a).map(y -> y * y).sum() / a.length);
        }
    }

    private static void agrees(Adafactor.Options options) {
        List<Parameter> parameters = Samples.parameters(0);
        List<Reference> references =
                parameters.stream().map(p -> new Reference(p, options)).toList();
        Adafactor adafactor = new Adafactor(ParameterGroups.all(parameters, DECAY), options, 1);
        for (int t = 1; t <= STEPS; t++) {
            Samples.gradients(parameters, t);
            adafactor.step(0.03);
            for (int i = 0; i < parameters.size(); i++) {
                Parameter p = parameters.get(i);
                references.get(i).step(Samples.doubles(p.gradient()), 0.03, t);
                assertArrayEquals(references.get(i).x, Samples.doubles(p.value()), 2e-6, p.name());
            }
        }
    }

    @Test
    void followsThePaper() {
        agrees(Adafactor.Options.DEFAULT);
    }

    @Test
    void clipsUpdates() {
        agrees(new Adafactor.Options(1e-30, 1e-3, 0.3, 0.8, 0, false));
    }

    @Test
    void withMomentumAndRelativeSteps() {
        agrees(new Adafactor.Options(1e-4, 1e-3, 1, 0.7, 0.9, true));
    }

    @Test
    void aMatrixTakesARowAndAColumn() {
        List<Parameter> parameters = Samples.parameters(0).subList(0, 1);
        Adafactor adafactor = new Adafactor(ParameterGroups.all(parameters, 0), Adafactor.Options.DEFAULT, 1);
        String name = parameters.get(0).name();
        assertEquals(
                Set.of("row." + name, "column." + name, "step"),
                adafactor.state().keySet());
        assertEquals(5, adafactor.state().get("row." + name).elements());
        assertEquals(9, adafactor.state().get("column." + name).elements());
    }
}
