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
        return AdamStep.of(options, t, rate, 1 - rate * weightDecay, 0).kernel(options.amsgrad());
    }
}
