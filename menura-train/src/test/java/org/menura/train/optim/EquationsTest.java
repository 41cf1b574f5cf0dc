package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.grad.Parameter;

/** Optimisers that treat each element by itself, against their equations in double precision. */
class EquationsTest {
    private static final int STEPS = 7;
    private static final double TOLERANCE = 1e-6;

    /** An element's equations: the new value, from what it was and is. */
    @FunctionalInterface
    private interface Rule {
        double step(double p, double g, double[] memory, double rate, double decay, int t);
    }

    private static void agrees(Optimizer optimizer, Rule rule) {
        List<double[]> values = new ArrayList<>();
        List<double[][]> memories = new ArrayList<>();
        for (ParameterGroup group : optimizer.groups()) {
            for (Parameter p : group.parameters()) {
                values.add(Samples.doubles(p.value()));
                memories.add(new double[(int) p.value().elements()][3]);
            }
        }
        List<Parameter> all = optimizer.groups().stream()
                .flatMap(g -> g.parameters().stream())
                .toList();
        for (int t = 1; t <= STEPS; t++) {
            Samples.gradients(all, t);
            double rate = Samples.rate(t);
            optimizer.step(rate);
            int at = 0;
            for (ParameterGroup group : optimizer.groups()) {
                for (Parameter p : group.parameters()) {
                    double[] g = Samples.doubles(p.gradient());
                    double[] x = values.get(at);
                    for (int i = 0; i < x.length; i++) {
                        x[i] = rule.step(x[i], g[i], memories.get(at)[i], rate, group.weightDecay(), t);
                        assertEquals(x[i], p.value().toFloats()[i], TOLERANCE, p.name());
                    }
                    at++;
                }
            }
        }
    }

    private static List<ParameterGroup> groups() {
        return Samples.groups(Samples.parameters(0));
    }

    @Test
    void sgd() {
        agrees(new Sgd(groups(), Sgd.Options.DEFAULT, 1), (p, g, _, lr, wd, _) -> p - lr * (g + wd * p));
    }

    @Test
    void sgdWithMomentum() {
        agrees(new Sgd(groups(), new Sgd.Options(0.8, false), 1), (p, g, s, lr, wd, _) -> {
            s[0] = 0.8 * s[0] + g + wd * p;
            return p - lr * s[0];
        });
    }

    @Test
    void sgdWithNesterovsMomentum() {
        agrees(new Sgd(groups(), new Sgd.Options(0.8, true), 1), (p, g, s, lr, wd, _) -> {
            double d = g + wd * p;
            s[0] = 0.8 * s[0] + d;
            return p - lr * (d + 0.8 * s[0]);
        });
    }

    @Test
    void adam() {
        agrees(new Adam(groups(), new AdamOptions(0.85, 0.95, 1e-6), 1), (p, g, s, lr, wd, t) -> {
            double d = g + wd * p;
            s[0] = 0.85 * s[0] + 0.15 * d;
            s[1] = 0.95 * s[1] + 0.05 * d * d;
            double mean = s[0] / (1 - Math.pow(0.85, t));
            double square = s[1] / (1 - Math.pow(0.95, t));
            return p - lr * mean / (Math.sqrt(square) + 1e-6);
        });
    }

    @Test
    void adamW() {
        agrees(new AdamW(groups(), new AdamOptions(0.9, 0.95, 1e-8), 1), (p, g, s, lr, wd, t) -> {
            double decayed = p * (1 - lr * wd);
            s[0] = 0.9 * s[0] + 0.1 * g;
            s[1] = 0.95 * s[1] + 0.05 * g * g;
            double root = Math.sqrt(s[1]) / Math.sqrt(1 - Math.pow(0.95, t)) + 1e-8;
            return decayed - lr / (1 - Math.pow(0.9, t)) * s[0] / root;
        });
    }

    @Test
    void amsgradKeepsTheLargestSquare() {
        AdamOptions options = new AdamOptions(0.9, 0.7, 1e-8, true);
        agrees(new AdamW(groups(), options, 1), (p, g, s, lr, wd, t) -> {
            double decayed = p * (1 - lr * wd);
            return decayed - lr * largest(0.9, 0.7, g, s, t);
        });
        agrees(new Adam(groups(), options, 1), (p, g, s, lr, wd, t) -> p - lr * largest(0.9, 0.7, g + wd * p, s, t));
    }

    private static double largest(double beta1, double beta2, double g, double[] s, int t) {
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = beta2 * s[1] + (1 - beta2) * g * g;
        s[2] = Math.max(s[2], s[1]);
        double root = Math.sqrt(s[2]) / Math.sqrt(1 - Math.pow(beta2, t)) + 1e-8;
        return s[0] / (1 - Math.pow(beta1, t)) / root;
    }

    @Test
    void lion() {
        agrees(new Lion(groups(), Lion.Options.DEFAULT, 1), (p, g, s, lr, wd, _) -> {
            double c = 0.9 * s[0] + 0.1 * g;
            s[0] = 0.99 * s[0] + 0.01 * g;
            return p - lr * (Math.signum(c) + wd * p);
        });
    }

    @Test
    void signsAreThoseOfSignum() {
        for (float x : new float[] {
            0, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-20f, -3, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN
        }) {
            assertEquals(Math.signum(x), Lion.sign(x));
        }
    }
}
