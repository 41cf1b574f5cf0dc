package org.menura.train.objective;

import java.util.Arrays;

/**
 * The reward of each token of a response in PPO from human feedback (arXiv 1909.08593, equation 2; arXiv 2203.02155,
 * equation 2): {@code -kl_coef · kl} for leaving the reference model, and at the end the score of the whole response.
 */
public final class TokenRewards {
    private TokenRewards() {}

    /**
     * Computes the rewards of a batch.
     *
     * @param logps of the policy that wrote the responses, [sequence][token]
     * @param reference of the reference model, in the same layout
     * @param scores of the reward model, by sequence
     * @param positions how many positions each sequence has: its tokens, or one more if the state after the last token
     *     has a value; the score is earned at the last one
     * @param klCoefficient kl_coef; 0.05 is usual
     * @return [sequence][position]
     * @throws IllegalArgumentException if layouts don't fit or a sequence is empty
     */
    public static double[][] of(
            double[][] logps,
            double[][] reference,
            double[] scores,
            int[] positions,
            double klCoefficient,
            KlEstimator estimator) {
        Require.sameLayout("reference log-probabilities", reference, "log-probabilities", logps);
        Require.sameCount("scores", scores.length, "sequences", logps.length);
        Require.sameCount("numbers of positions", positions.length, "sequences", logps.length);
        double[][] rewards = new double[logps.length][];
        for (int i = 0; i < logps.length; i++) {
            int n = logps[i].length;
            if (positions[i] == 0 || positions[i] < n || positions[i] > n + 1) {
                throw new IllegalArgumentException(
                        "sequence %d has %d tokens and %d positions; it needs as many, or one more, and at least one"
                                .formatted(i, n, positions[i]));
            }
            double[] row = new double[n];
            for (int t = 0; t < n; t++) {
                row[t] = -klCoefficient * estimator.of(logps[i][t], reference[i][t]);
            }
            rewards[i] = Arrays.copyOf(row, positions[i]);
            rewards[i][positions[i] - 1] += scores[i];
        }
        return rewards;
    }
}
