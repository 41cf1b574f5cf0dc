package org.menura.train.optim;

import java.util.List;

/**
 * Lion (Chen et al., "Symbolic discovery of optimization algorithms", arXiv 2302.06675, algorithm 2): each element moves
 * by the learning rate, up or down. Wants a rate some 3 to 10 times smaller than AdamW's and a decay λ as much larger.
 *
 * <pre>
 * c = β₁ m + (1 - β₁) g
 * p = p - η (sign(c) + λ p)
 * m = β₂ m + (1 - β₂) g
 * </pre>
 */
public final class Lion extends ElementwiseOptimizer {
    static final OptimizerType TYPE = OptimizerType.of(
            "lion",
            List.of(AdamOptions.keyOfBeta1(), AdamOptions.keyOfBeta2(0.99)),
            (groups, o, _, threads) -> new Lion(groups, new Options(o.number("beta1"), o.number("beta2")), threads));

    private final Options options;

    /**
     * Options of Lion.
     *
     * @param beta1 β₁, for the update
     * @param beta2 β₂, for the momentum
     */
    public record Options(double beta1, double beta2) {
        /** β₁ 0.9, β₂ 0.99, as in the paper. */
        public static final Options DEFAULT = new Options(0.9, 0.99);

        /**
         * Checks the factors.
         *
         * @throws IllegalArgumentException if one is not in [0, 1)
         */
        public Options {
            Settings.average("beta1", beta1);
            Settings.average("beta2", beta2);
        }
    }

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    public Lion(List<ParameterGroup> groups, Options options, int threads) {
        super(groups, threads, List.of("m"));
        this.options = options;
    }

    @Override
    protected Kernel kernel(ParameterGroup group, double rate) {
        float eta = (float) rate;
        float lambda = (float) group.weightDecay();
        float new1 = (float) (1 - options.beta1());
        float new2 = (float) (1 - options.beta2());
        return (p, g, s, from, to) -> update(p, g, s[0], from, to, eta, lambda, new1, new2);
    }

    private static void update(
            float[] p, float[] g, float[] m, int from, int to, float eta, float lambda, float new1, float new2) {
        for (int i = from; i < to; i++) {
            float slope = g[i];
            float mean = m[i];
            float direction = sign(mean + (slope - mean) * new1);
            m[i] = mean + (slope - mean) * new2;
            p[i] -= eta * (direction + lambda * p[i]);
        }
    }

    /** {@link Math#signum}, which C2 makes branches of that random signs mispredict: ten times slower. */
    static float sign(float x) {
        return Math.max(-1, Math.min(1, x * Float.MAX_VALUE * Float.MAX_VALUE));
    }
}
