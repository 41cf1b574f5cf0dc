package org.menura.train.objective;

/**
 * A loss of the margin that another divergence than the reverse KL gives (f-DPO, arXiv 2309.16240).
 *
 * @param loss of the margin
 * @param divergence whose scores make the margin
 */
public record DivergenceLoss(PreferenceLoss.OfMargin loss, Divergence divergence) implements PreferenceLoss {
    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        double[] chosen = AnswerLoss.logratios(policy.chosen(), reference.chosen());
        double[] rejected = AnswerLoss.logratios(policy.rejected(), reference.rejected());
        Pairs out = new Pairs(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            double h = divergence.score(chosen[i]) - divergence.score(rejected[i]);
            double slope = loss.slope(h, beta);
            out.losses()[i] = loss.of(h, beta);
            out.chosen()[i] = slope * divergence.slope(chosen[i]);
            out.rejected()[i] = -slope * divergence.slope(rejected[i]);
        }
        return out;
    }
}
