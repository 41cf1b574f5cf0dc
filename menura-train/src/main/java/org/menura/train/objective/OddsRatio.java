package org.menura.train.objective;

/**
 * {@code -β log σ(log odds(a) - log odds(b))} of the mean log-probabilities {@code a} of the chosen and {@code b} of the
 * rejected answer, with {@code odds(a) = eᵃ / (1 - eᵃ)}: the loss that ORPO has beside the chosen answers' cross-entropy (arXiv
 * 2403.07691, equations 6 and 7, whose λ is β here). No reference is compared with.
 */
public record OddsRatio() implements PreferenceLoss {
    /** The least chance that an answer is not said, so that certain answers have finite odds. */
    private static final double LEAST = 1e-12;

    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        Pairs out = new Pairs(policy.chosen().length);
        for (int i = 0; i < out.losses().length; i++) {
            double a = policy.chosen()[i];
            double b = policy.rejected()[i];
            double h = logOdds(a) - logOdds(b);
            double slope = -beta * Stable.sigmoid(-h);
            out.losses()[i] = -beta * Stable.logSigmoid(h);
            out.chosen()[i] = slope / other(a);
            out.rejected()[i] = -slope / other(b);
        }
        return out;
    }

    private static double logOdds(double logp) {
        return logp - StrictMath.log(other(logp));
    }

    /** The chance of anything else, {@code 1 - eᵃ}. */
    private static double other(double logp) {
        return Math.max(LEAST, -StrictMath.expm1(logp));
    }
}
