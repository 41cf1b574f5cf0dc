package org.menura.train.objective;

import java.util.List;

/** Several losses of the same pairs, added up by weights, such as those of MPO (arXiv 2411.10442). */
record SumOfLosses(List<PreferenceLoss> losses, List<Double> weights) implements PreferenceLoss {
    SumOfLosses {
        Require.some("losses", losses.size());
        Require.sameCount("weights", weights.size(), "losses", losses.size());
    }

    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        Pairs sum = new Pairs(policy.chosen().length);
        for (int k = 0; k < losses.size(); k++) {
            Pairs one = losses.get(k).pairs(policy, reference, beta);
            double weight = weights.get(k);
            for (int i = 0; i < sum.losses().length; i++) {
                sum.losses()[i] += weight * one.losses()[i];
                sum.chosen()[i] += weight * one.chosen()[i];
                sum.rejected()[i] += weight * one.rejected()[i];
            }
        }
        return sum;
    }
}
