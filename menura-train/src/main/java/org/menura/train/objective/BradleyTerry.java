package org.menura.train.objective;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a reward model on pairwise preferences (Bradley and Terry 1952; InstructGPT, arXiv 2203.02155, equation
 * 1): the mean of {@code -log σ(r_chosen - r_rejected - margin)}. A margin says by how much an answer is better (Llama
 * 2, arXiv 2307.09288, section 3.2.2). Only differences matter to it, so {@code c · mean((r_chosen + r_rejected)²)} may
 * hold the scores around zero (arXiv 2312.09244, section 2).
 */
public final class BradleyTerry {
    private BradleyTerry() {}

    /**
     * The loss and its gradients.
     *
     * @param chosenGradient dL/dr_chosen, by pair
     * @param rejectedGradient dL/dr_rejected, by pair
     */
    public record Result(
            double loss, SequencedMap<String, Double> metrics, double[] chosenGradient, double[] rejectedGradient)
            implements Evaluation {}

    /**
     * Computes the mean loss of pairs.
     *
     * @param chosen scores of the better answers
     * @param rejected scores of the others
     * @param margins by pair, or null for none
     * @param centering c; 0 for none, 0.01 is usual
     * @throws IllegalArgumentException if there are no pairs or the numbers of scores differ
     */
    public static Result of(double[] chosen, double[] rejected, double @Nullable [] margins, double centering) {
        int n = chosen.length;
        Require.some("pairs", n);
        Require.sameCount("rejected scores", rejected.length, "chosen ones", n);
        if (margins != null) {
            Require.sameCount("margins", margins.length, "pairs", n);
        }
        double loss = 0;
        double accuracy = 0;
        double margin = 0;
        double[] dChosen = new double[n];
        double[] dRejected = new double[n];
        for (int i = 0; i < n; i++) {
            double difference = chosen[i] - rejected[i];
            double z = margins == null ? difference : difference - margins[i];
            double sum = chosen[i] + rejected[i];
            loss += (-Stable.logSigmoid(z) + centering * sum * sum) / n;
            double slope = -Stable.sigmoid(-z);
            dChosen[i] = (slope + 2 * centering * sum) / n;
            dRejected[i] = (-slope + 2 * centering * sum) / n;
            accuracy += difference > 0 ? 1.0 / n : 0;
            margin += difference / n;
        }
        SequencedMap<String, Double> metrics = new Metrics()
                .put("accuracy", accuracy)
                .put("margin", margin)
                .put("score/chosen", Stable.mean(chosen))
                .put("score/rejected", Stable.mean(rejected))
                .map();
        return new Result(loss, metrics, dChosen, dRejected);
    }
}
