package org.menura.train.objective;

/**
 * What a token costs by the surrogate of {@link Grpo}, the divergence from the reference aside.
 *
 * @param slope the derivative of the sequence's costs in the token's log π
 * @param isClipped whether a bound keeps the token from moving the policy further
 */
record TokenCost(double cost, double slope, boolean isClipped) {
    /**
     * Computes {@code max(-ρ A, -clip(ρ, 1 - ε_low, 1 + ε_high) A)}.
     *
     * @param reach how much the token moves the log-ratios of its sequence's tokens together
     */
    static TokenCost clipped(double ratio, double advantage, Grpo.Options options, int reach) {
        double free = -advantage * Math.min(ratio, options.clipRatio());
        double held = -advantage * Math.clamp(ratio, 1 - options.clipLow(), 1 + options.clipHigh());
        double ofFree = ratio > options.clipRatio() ? 0 : free;
        double ofHeld = ratio < 1 - options.clipLow() || ratio > 1 + options.clipHigh() ? 0 : held;
        double slope = held > free ? ofHeld : free > held ? ofFree : (ofFree + ofHeld) / 2;
        return new TokenCost(Math.max(free, held), reach * slope, held > free);
    }

    /**
     * Computes {@code -min(ρ, most) A log π}, of which ρ has no gradient.
     *
     * @param most the largest weight
     */
    static TokenCost weighed(double ratio, double advantage, double logp, double most) {
        double slope = -advantage * Math.min(ratio, most);
        return new TokenCost(slope * logp, slope, ratio > most && advantage > 0);
    }
}
