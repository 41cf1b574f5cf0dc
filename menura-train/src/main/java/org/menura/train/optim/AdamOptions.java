package org.menura.train.optim;

/**
 * What {@link Adam} and {@link AdamW} average over.
 *
 * @param beta1 β₁, for the gradient
 * @param beta2 β₂, for its square
 * @param epsilon ε, which keeps small roots from being divided by
 */
public record AdamOptions(double beta1, double beta2, double epsilon) {
    /** β₁ 0.9, β₂ 0.999, ε 1e-8, as in the paper. */
    public static final AdamOptions DEFAULT = new AdamOptions(0.9, 0.999, 1e-8);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if an average's factor is not in [0, 1), or ε is negative
     */
    public AdamOptions {
        Settings.average("beta1", beta1);
        Settings.average("beta2", beta2);
        Settings.notNegative("epsilon", epsilon);
    }

    /** {@code 1 - β₁^t}: how much of the gradient's average is there yet. */
    double correction1(long t) {
        return 1 - StrictMath.pow(beta1, (double) t);
    }

    /** {@code sqrt(1 - β₂^t)}: the same for the root of its square's. */
    double correction2(long t) {
        return Math.sqrt(1 - StrictMath.pow(beta2, (double) t));
    }
}
