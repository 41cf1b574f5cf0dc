package org.menura.train.objective;

/**
 * A divergence that holds a policy to its reference (f-DPO, arXiv 2309.16240): with {@code a = log π - log π_ref} of an answer,
 * DPO's margin is the difference of {@code f'(eᵃ)} of its two answers, up to a constant.
 */
public sealed interface Divergence {
    /** Returns {@code f'(eᵃ)}, up to a constant. */
    double score(double a);

    /** Returns the derivative of the score in a. */
    double slope(double a);

    /**
     * Returns the divergence that TRL calls {@code f_divergence_type}.
     *
     * @param alpha of {@code alpha_divergence}
     * @throws IllegalArgumentException if there is none of that name
     */
    static Divergence named(String name, double alpha) {
        return switch (name) {
            case "reverse_kl" -> new ReverseKl();
            case "forward_kl" -> new Alpha(0);
            case "js_divergence" -> new JensenShannon();
            case "alpha_divergence" -> alpha == 1 ? new ReverseKl() : new Alpha(alpha);
            default ->
                throw new IllegalArgumentException(
                        "there is no divergence \"%s\"; Menura has reverse_kl, forward_kl, js_divergence, alpha_divergence"
                                .formatted(name));
        };
    }

    /** {@code a}: DPO itself. */
    record ReverseKl() implements Divergence {
        @Override
        public double score(double a) {
            return a;
        }

        @Override
        public double slope(double a) {
            return 1;
        }
    }

    /** {@code log 2eᵃ / (1 + eᵃ)}, which no answer can gain more than log 2 of. */
    record JensenShannon() implements Divergence {
        @Override
        public double score(double a) {
            return StrictMath.log(2) + Stable.logSigmoid(a);
        }

        @Override
        public double slope(double a) {
            return Stable.sigmoid(-a);
        }
    }

    /**
     * {@code (e^((α - 1) a) - 1) / (α - 1)}; the forward KL with α = 0.
     *
     * @param alpha α; not 1, of which the limit is {@link ReverseKl}
     */
    record Alpha(double alpha) implements Divergence {
        /** Where TRL cuts exponents off. */
        private static final double MOST = 80;

        /** Checks the range. */
        public Alpha {
            if (!Double.isFinite(alpha) || alpha == 1) {
                throw new IllegalArgumentException(
                        "alpha is " + alpha + "; it must be a number other than 1, where reverse_kl is the limit");
            }
        }

        @Override
        public double score(double a) {
            return StrictMath.expm1(Math.min((alpha - 1) * a, MOST)) / (alpha - 1);
        }

        @Override
        public double slope(double a) {
            double exponent = (alpha - 1) * a;
            return exponent > MOST ? 0 : StrictMath.exp(exponent);
        }
    }
}
