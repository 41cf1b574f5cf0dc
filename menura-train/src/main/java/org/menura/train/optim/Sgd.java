package org.menura.train.optim;

import java.util.List;
import org.menura.train.schema.Key;

/**
 * Stochastic gradient descent with momentum (Sutskever et al., "On the importance of initialization and momentum in deep
 * learning", ICML 2013), in the form that common libraries use, with the decay λ as part of the gradient:
 *
 * <pre>
 * g = g + λ p
 * m = μ m + g
 * p = p - η m                 or, after Nesterov,  p - η (g + μ m)
 * </pre>
 */
public final class Sgd extends ElementwiseOptimizer {
    static final OptimizerType TYPE = OptimizerType.of(
            "sgd",
            List.of(momentum(0), nesterov(false)),
            (groups, o, _, threads) -> new Sgd(groups, new Options(o.number("momentum"), o.flag("nesterov")), threads));

    static Key momentum(double usual) {
        return Key.share("momentum", usual, false, "Decay of the momentum.");
    }

    static Key nesterov(boolean usual) {
        return Key.flag("nesterov", usual, "Look ahead along the momentum.");
    }

    private final Options options;

    /**
     * Options of stochastic gradient descent.
     *
     * @param momentum μ; with 0 nothing is remembered
     * @param nesterov whether to look ahead by the momentum
     */
    public record Options(double momentum, boolean nesterov) {
        /** The options without momentum. */
        public static final Options DEFAULT = new Options(0, false);

        /**
         * Checks the momentum.
         *
         * @throws IllegalArgumentException if it is not in [0, 1), or 0 with Nesterov's way
         */
        public Options {
            Settings.average("momentum", momentum);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("Nesterov's way needs a momentum greater than 0");
            }
        }
    }

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    public Sgd(List<ParameterGroup> groups, Options options, int threads) {
        super(groups, threads, options.momentum() == 0 ? List.of() : List.of("momentum"));
        this.options = options;
    }

    @Override
    protected Kernel kernel(ParameterGroup group, double rate) {
        float eta = (float) rate;
        float lambda = (float) group.weightDecay();
        float mu = (float) options.momentum();
        if (mu == 0) {
            return (p, g, _, from, to) -> plain(p, g, from, to, eta, lambda);
        }
        return options.nesterov()
                ? (p, g, s, from, to) -> nesterov(p, g, s[0], from, to, eta, lambda, mu)
                : (p, g, s, from, to) -> momentum(p, g, s[0], from, to, eta, lambda, mu);
    }

    private static void plain(float[] p, float[] g, int from, int to, float eta, float lambda) {
        for (int i = from; i < to; i++) {
            p[i] -= eta * (g[i] + lambda * p[i]);
        }
    }

    private static void momentum(float[] p, float[] g, float[] m, int from, int to, float eta, float lambda, float mu) {
        for (int i = from; i < to; i++) {
            float moved = mu * m[i] + (g[i] + lambda * p[i]);
            m[i] = moved;
            p[i] -= eta * moved;
        }
    }

    private static void nesterov(float[] p, float[] g, float[] m, int from, int to, float eta, float lambda, float mu) {
        for (int i = from; i < to; i++) {
            float slope = g[i] + lambda * p[i];
            float moved = mu * m[i] + slope;
            m[i] = moved;
            p[i] -= eta * (slope + mu * moved);
        }
    }
}
