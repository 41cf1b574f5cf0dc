package org.menura.train.objective;

/**
 * The loss of pairs, each times a weight of its own that has no gradient, as of pairs that the policy itself might have
 * written (WPO, arXiv 2406.11827, equation 2).
 */
record WeightedLoss(PreferenceLoss loss, double[] weights) implements PreferenceLoss {
    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        Require.sameCount("weights", weights.length, "pairs", policy.chosen().length);
        Pairs all = loss.pairs(policy, reference, beta);
        for (int i = 0; i < weights.length; i++) {
            all.losses()[i] *= weights[i];
            all.chosen()[i] *= weights[i];
            all.rejected()[i] *= weights[i];
        }
        return all;
    }
}
