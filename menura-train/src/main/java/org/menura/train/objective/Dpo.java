package org.menura.train.objective;

import java.util.SequencedMap;

/**
 * Direct preference optimisation (arXiv 2305.18290): a policy learns pairs of a chosen and a rejected answer without a
 * reward model, whose place {@code β (log π(y|x) - log π_ref(y|x))} takes (equation 5). Which loss the difference of two
 * such rewards has is a {@link PreferenceLoss}.
 *
 * <p>Log-probabilities are sums over an answer's tokens, the prompt left out ({@link TokenLogps#sums}). For IPO some
 * divide each by its number of tokens; this is up to who sums them.
 */
public final class Dpo {
    private Dpo() {}

    /** Log-probabilities of answers under one model, by pair. */
    public record Logps(double[] chosen, double[] rejected) {
        /** Checks that there is a rejected answer for each chosen one. */
        public Logps {
            Require.sameCount("rejected log-probabilities", rejected.length, "chosen ones", chosen.length);
        }

        /** Returns those of a reference that finds every answer certain, for losses that compare with none. */
        public static Logps none(int pairs) {
            return new Logps(new double[pairs], new double[pairs]);
        }

        double logratio(int i) {
            return chosen[i] - rejected[i];
        }
    }

    /**
     * The loss and its gradients.
     *
     * @param losses by pair, or by rank of {@link SortedLoss}; {@code loss} is their mean
     * @param chosenRewards {@code β (log π - log π_ref)}, by pair
     * @param rejectedRewards alike
     * @param gradient dL/dlog π of chosen and rejected answers
     */
    public record Result(
            double loss,
            SequencedMap<String, Double> metrics,
            double[] losses,
            double[] chosenRewards,
            double[] rejectedRewards,
            Logps gradient)
            implements Evaluation {}

    /**
     * Computes the mean loss of pairs.
     *
     * @param policy log π, with gradients
     * @param reference log π_ref, without
     * @param beta how far the policy is held to the reference; 0.1 is usual
     * @throws IllegalArgumentException if there are no pairs, their numbers differ, or β is not positive
     */
    public static Result of(Logps policy, Logps reference, double beta, PreferenceLoss kind) {
        int n = policy.chosen.length;
        Require.some("pairs", n);
        Require.sameCount("pairs of the reference", reference.chosen.length, "pairs of the policy", n);
        Require.positive("beta", beta);
        PreferenceLoss.Pairs pairs = kind.pairs(policy, reference, beta);
        double[] losses = pairs.losses();
        double[] chosenRewards = new double[n];
        double[] rejectedRewards = new double[n];
        double[] dChosen = new double[n];
        double[] dRejected = new double[n];
        double accuracy = 0;
        for (int i = 0; i < n; i++) {
            dChosen[i] = pairs.chosen()[i] / n;
            dRejected[i] = pairs.rejected()[i] / n;
            chosenRewards[i] = beta * (policy.chosen[i] - reference.chosen[i]);
            rejectedRewards[i] = beta * (policy.rejected[i] - reference.rejected[i]);
            accuracy += chosenRewards[i] > rejectedRewards[i] ? 1.0 / n : 0;
        }
        double chosenReward = Stable.mean(chosenRewards);
        double rejectedReward = Stable.mean(rejectedRewards);
        SequencedMap<String, Double> metrics = new Metrics()
                .put("rewards/chosen", chosenReward)
                .put("rewards/rejected", rejectedReward)
                .put("rewards/accuracy", accuracy)
                .put("rewards/margin", chosenReward - rejectedReward)
                .put("logps/chosen", Stable.mean(policy.chosen))
                .put("logps/rejected", Stable.mean(policy.rejected))
                .map();
        return new Result(
                Stable.mean(losses), metrics, losses, chosenRewards, rejectedRewards, new Logps(dChosen, dRejected));
    }
}
