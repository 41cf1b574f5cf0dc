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
        return AdamStep.of(options, steps(), rate, 1, group.weightDecay()).kernel(options.amsgrad());
    }
}
