package org.menura.train.objective;

/**
 * An estimator of KL(π ‖ π_ref) from a token that π drew (Schulman 2020, "Approximating KL divergence"), by
 * {@code d = log π_ref - log π}.
 */
public enum KlEstimator {
    /** {@code -d}: unbiased, of either sign. */
    K1 {
        @Override
        public double of(double logp, double reference) {
            return logp - reference;
        }

        @Override
        public double slope(double logp, double reference) {
            return 1;
        }
    },

    /** {@code eᵈ - 1 - d}: unbiased, never negative, of less variance. */
    K3 {
        @Override
        public double of(double logp, double reference) {
            double d = reference - logp;
            return StrictMath.expm1(d) - d;
        }

        @Override
        public double slope(double logp, double reference) {
            return -StrictMath.expm1(reference - logp);
        }
    };

    /** Returns the estimate. */
    public abstract double of(double logp, double reference);

    /** Returns the derivative of the estimate in log π. */
    public abstract double slope(double logp, double reference);
}
