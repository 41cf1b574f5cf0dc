package org.menura.train.objective;

import java.util.SequencedMap;

/**
 * Kahneman–Tversky optimisation (arXiv 2402.01306, section 4): answers are marked good or bad one by one, no pairs
 * needed. With {@code r = log π(y|x) - log π_ref(y|x)} and a reference point {@code z}, a good answer costs {@code λ_D (1
 * - σ(β (r - z)))} and a bad one {@code λ_U (1 - σ(β (z - r)))}.
 */
public final class Kto {
    private Kto() {}

    /**
     * Options of KTO: β and the weights of good and bad answers.
     *
     * @param beta β; 0.1 is usual
     * @param desirableWeight λ_D
     * @param undesirableWeight λ_U; the paper wants {@code λ_D n_D / (λ_U n_U)} between 1 and 4/3
     */
    public record Options(double beta, double desirableWeight, double undesirableWeight) {
        /** Checks the ranges. */
        public Options {
            Require.positive("beta", beta);
            Require.within("desirableWeight", desirableWeight, 0, Double.MAX_VALUE);
            Require.within("undesirableWeight", undesirableWeight, 0, Double.MAX_VALUE);
        }
    }

    /**
     * The loss and its gradient.
     *
     * @param losses by answer; {@code loss} is their mean
     * @param rewards β r, by answer
     * @param gradient dL/dlog π, by answer
     */
    public record Result(
            double loss, SequencedMap<String, Double> metrics, double[] losses, double[] rewards, double[] gradient)
            implements Evaluation {}

    /**
     * Estimates KL(π ‖ π_ref), which is the reference point z: the mean of {@code log π(y'|x) - log π_ref(y'|x)} over
     * prompts with an answer y' that belongs to another prompt of the batch, at least 0. It has no gradient.
     *
     * @param policy log π of mismatched answers
     * @param reference log π_ref of the same
     * @throws IllegalArgumentException if there are none or their numbers differ
     */
    public static double klEstimate(double[] policy, double[] reference) {
        Require.some("mismatched answers", policy.length);
        Require.sameCount("reference log-probabilities", reference.length, "of the policy", policy.length);
        return Math.max(0, Stable.mean(policy) - Stable.mean(reference));
    }

    /**
     * Computes the mean loss of answers.
     *
     * @param policy log π, by answer; with gradients
     * @param reference log π_ref, without
     * @param desirable which answers are good
     * @param kl z, of {@link #klEstimate}
     * @throws IllegalArgumentException if there are no answers or their numbers differ
     */
    public static Result of(double[] policy, double[] reference, boolean[] desirable, double kl, Options options) {
        int n = policy.length;
        Require.some("answers", n);
        Require.sameCount("reference log-probabilities", reference.length, "answers", n);
        Require.sameCount("marks", desirable.length, "answers", n);
        double[] losses = new double[n];
        double[] rewards = new double[n];
        double[] gradient = new double[n];
        double[] reward = new double[2];
        int[] count = new int[2];
        for (int i = 0; i < n; i++) {
            double r = policy[i] - reference[i];
            double sign = desirable[i] ? 1 : -1;
            double weight = desirable[i] ? options.desirableWeight : options.undesirableWeight;
            double z = sign * options.beta * (r - kl);
            losses[i] = weight * Stable.sigmoid(-z); // 1 - σ(z)
            gradient[i] = -weight * sign * options.beta * Stable.sigmoid(z) * Stable.sigmoid(-z) / n;
            rewards[i] = options.beta * r;
            reward[desirable[i] ? 1 : 0] += rewards[i];
            count[desirable[i] ? 1 : 0]++;
        }
        Metrics metrics = new Metrics();
        if (count[1] > 0) {
            metrics.put("rewards/desirable", reward[1] / count[1]);
        }
        if (count[0] > 0) {
            metrics.put("rewards/undesirable", reward[0] / count[0]);
        }
        return new Result(Stable.mean(losses), metrics.put("kl", kl).map(), losses, rewards, gradient);
    }
}
