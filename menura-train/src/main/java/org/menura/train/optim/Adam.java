package org.menura.train.optim;

import java.util.List;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1), with the decay λ as part of the gradient (L2 regularisation):
 *
 * <pre>
 * g = g + λ p
 * m = β₁ m + (1 - β₁) g
 * v = β₂ v + (1 - β₂) g²
 * p = p - η / (1 - β₁^t) · m / (sqrt(v) / sqrt(1 - β₂^t) + ε)
 * </pre>
 */
public final class Adam extends ElementwiseOptimizer {
    static final OptimizerType TYPE = OptimizerType.of(
            "adam", AdamOptions.KEYS, (groups, o, _, threads) -> new Adam(groups, AdamOptions.of(o), threads));

    private final AdamOptions options;

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    public Adam(List<ParameterGroup> groups, AdamOptions options, int threads) {
        super(groups, threads, options.memory());
        this.options = options;
    }

    @Override
    protected Kernel kernel(ParameterGroup group, double rate) {
        float lambda = (float) group.weightDecay();
        float beta2 = (float) options.beta2();
        float new1 = (float) (1 - options.beta1());
        float new2 = (float) (1 - options.beta2());
        float size = (float) (rate / options.correction1(steps()));
        float root = (float) options.correction2(steps());
        float epsilon = (float) options.epsilon();
        if (options.amsgrad()) {
            return (p, g, s, from, to) ->
                    AdamW.largest(p, g, s[0], s[1], s[2], from, to, 1, lambda, beta2, new1, new2, size, root, epsilon);
        }
        return (p, g, s, from, to) ->
                update(p, g, s[0], s[1], from, to, lambda, beta2, new1, new2, size, root, epsilon);
    }

    private static void update(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int from,
            int to,
            float lambda,
            float beta2,
            float new1,
            float new2,
            float size,
            float root,
            float epsilon) {
        for (int i = from; i < to; i++) {
            float slope = g[i] + lambda * p[i];
            float mean = m[i] + (slope - m[i]) * new1;
            float square = v[i] * beta2 + slope * slope * new2;
            m[i] = mean;
            v[i] = square;
            p[i] -= size * mean / ((float) Math.sqrt(square) / root + epsilon);
        }
    }
}
