package org.menura.train.optim;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", arXiv 1711.05101, algorithm 2), with the decay λ
 * multiplied by the learning rate and applied first, as PyTorch does:
 *
 * <pre>
 * p = p (1 - η λ)
 * m = β₁ m + (1 - β₁) g
 * v = β₂ v + (1 - β₂) g²
 * p = p - η / (1 - β₁^t) · m / (sqrt(v) / sqrt(1 - β₂^t) + ε)
 * </pre>
 */
public final class AdamW extends ElementwiseOptimizer {
    static final OptimizerType TYPE = OptimizerType.of(
            "adamw", AdamOptions.KEYS, (groups, o, _, threads) -> new AdamW(groups, AdamOptions.of(o), threads));

    private final AdamOptions options;

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    public AdamW(List<ParameterGroup> groups, AdamOptions options, int threads) {
        super(groups, threads, options.memory());
        this.options = options;
    }

    @Override
    protected Kernel kernel(ParameterGroup group, double rate) {
        return kernel(options, steps(), rate, group.weightDecay());
    }

    /** Returns the update of elements at step {@code t}, counted from 1; s are m and v. */
    static Kernel kernel(AdamOptions options, long t, double rate, double weightDecay) {
        float kept = (float) (1 - rate * weightDecay);
        float beta2 = (float) options.beta2();
        float new1 = (float) (1 - options.beta1());
        float new2 = (float) (1 - options.beta2());
        float size = (float) (rate / options.correction1(t));
        float root = (float) options.correction2(t);
        float epsilon = (float) options.epsilon();
        if (options.amsgrad()) {
            return (p, g, s, from, to) ->
                    largest(p, g, s[0], s[1], s[2], from, to, kept, 0, beta2, new1, new2, size, root, epsilon);
        }
        return (p, g, s, from, to) -> update(p, g, s[0], s[1], from, to, kept, beta2, new1, new2, size, root, epsilon);
    }

    /** AMSGrad: the same with the largest v; {@code lambda} times p is added to the gradient. */
    static void largest(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            float[] most,
            int from,
            int to,
            float kept,
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
            float largest = Math.max(most[i], square);
            m[i] = mean;
            v[i] = square;
            most[i] = largest;
            p[i] = p[i] * kept - size * mean / ((float) Math.sqrt(largest) / root + epsilon);
        }
    }

    private static void update(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int from,
            int to,
            float kept,
            float beta2,
            float new1,
            float new2,
            float size,
            float root,
            float epsilon) {
        for (int i = from; i < to; i++) {
            float slope = g[i];
            float mean = m[i] + (slope - m[i]) * new1;
            float square = v[i] * beta2 + slope * slope * new2;
            m[i] = mean;
            v[i] = square;
            p[i] = p[i] * kept - size * mean / ((float) Math.sqrt(square) / root + epsilon);
        }
    }
}
