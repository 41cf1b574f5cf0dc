package org.menura.train.objective;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Group relative policy optimisation (arXiv 2402.03300, equations 3 and 4): PPO's clipped loss with the advantages of
 * {@link GroupAdvantages} in place of a value model's, and the divergence from the reference in the loss: each token costs
 * {@code max(-ρ A, -clip(ρ, 1 - ε_low, 1 + ε_high) A) + β kl}, where kl is the estimator {@link KlEstimator#K3}.
 */
public final class Grpo {
    private Grpo() {}

    /**
     * The level of importance sampling: where the ratio ρ of the policy to the one that wrote the completions is taken.
     */
    public enum ImportanceSampling {
        /** At each token: {@code exp(log π - log π_old)}. */
        TOKEN,

        /** At each sequence: the exponential of the tokens' mean log-ratio (GSPO, arXiv 2507.18071, equation 7). */
        SEQUENCE,

        /** At each sequence, which is one action: the exponential of the tokens' summed log-ratio (RLOO, arXiv 2402.14740). */
        ANSWER;

        /** The log-ratio that all tokens of a sequence have, by that of each. */
        private double ofSequence(double sum, int tokens) {
            return this == ANSWER || tokens == 0 ? sum : sum / tokens;
        }

        /** How much a token moves the log-ratios of its sequence's tokens together. */
        private int reach(int tokens) {
            return this == ANSWER ? tokens : 1; // each of a mean moves n terms by 1 / n
        }
    }

    /** The surrogate of what a policy gains, which its gradient is taken of. */
    public enum Surrogate {
        /** The ratio times the advantage, clipped. */
        CLIPPED,

        /** The log-probability times the advantage, weighed by the ratio as it is (CISPO, arXiv 2506.13585, equation 4). */
        WEIGHED
    }

    /** The averaging of token losses: the factor of each token of a sequence. */
    public sealed interface Averaging {
        /**
         * Returns the weight of a token.
         *
         * @param tokens of its sequence
         * @param sequences of the batch
         * @param allTokens of the batch
         */
        double weight(int tokens, int sequences, long allTokens);

        /** GRPO: the mean of sequences' means; tokens of long completions weigh less. */
        record BySequence() implements Averaging {
            @Override
            public double weight(int tokens, int sequences, long allTokens) {
                return 1.0 / ((double) tokens * sequences);
            }
        }

        /** BNPO: the mean over the tokens of this batch. */
        record ByToken() implements Averaging {
            @Override
            public double weight(int tokens, int sequences, long allTokens) {
                return 1.0 / allTokens;
            }
        }

        /** Dr. GRPO: the sum over a constant; no bias towards lengths (arXiv 2503.20783, section 3.2). */
        record ByConstant(int maxTokens) implements Averaging {
            /** Checks that the longest completion is given. */
            public ByConstant {
                Require.positive("maxTokens", maxTokens);
            }

            @Override
            public double weight(int tokens, int sequences, long allTokens) {
                return 1.0 / ((double) sequences * maxTokens);
            }
        }
    }

    /**
     * Options of GRPO: how far one batch may move the policy.
     *
     * @param beta β; 0 leaves the divergence out, 0.04 is the paper's
     * @param clipLow ε_low; 0.2 is usual
     * @param clipHigh ε_high; the same, or more (DAPO, arXiv 2503.14476, takes 0.28)
     * @param clipRatio the most that a ratio counts where the advantage is negative, above 1 + ε_high (two-sided clipping,
     *     arXiv 2505.07291, section 3.4), or that a weight is; infinite for no bound
     */
    public record Options(
            double beta,
            double clipLow,
            double clipHigh,
            double clipRatio,
            ImportanceSampling importance,
            Surrogate surrogate,
            Averaging averaging) {
        /** Checks the ranges. */
        public Options {
            Require.within("beta", beta, 0, Double.MAX_VALUE);
            Require.within("clipLow", clipLow, 0, 1);
            Require.within("clipHigh", clipHigh, 0, Double.MAX_VALUE);
            if (!(clipRatio > 0)) {
                throw new IllegalArgumentException("clipRatio is " + clipRatio + "; it must be above 0");
            }
        }

        /** Makes options of the clipped surrogate. */
        public Options(
                double beta,
                double clipLow,
                double clipHigh,
                double clipRatio,
                ImportanceSampling importance,
                Averaging averaging) {
            this(beta, clipLow, clipHigh, clipRatio, importance, Surrogate.CLIPPED, averaging);
        }

        /** Makes options of the clipped surrogate without a bound of the ratio. */
        public Options(
                double beta, double clipLow, double clipHigh, ImportanceSampling importance, Averaging averaging) {
            this(beta, clipLow, clipHigh, Double.POSITIVE_INFINITY, importance, averaging);
        }
    }

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/dlog π, [sequence][token]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[][] gradient)
            implements Evaluation {}

    /**
     * Computes the loss of a batch of completions.
     *
     * @param logps log π, [sequence][token]; with gradients
     * @param oldLogps log π_old of the policy that wrote the completions, in the same layout
     * @param reference log π_ref, in the same layout; may be null if β is 0
     * @param advantages by sequence
     * @throws IllegalArgumentException if layouts differ, there are no tokens, or the reference is missing
     */
    public static Result of(
            double[][] logps,
            double[][] oldLogps,
            double @Nullable [][] reference,
            double[] advantages,
            Options options) {
        Require.sameCount("advantages", advantages.length, "sequences", logps.length);
        return of(logps, oldLogps, reference, TokenLogps.spread(advantages, logps), options);
    }

    /**
     * Computes the loss of a batch whose tokens have advantages of their own, such as those of the steps of an episode.
     *
     * @param advantages by token, in the layout of {@code logps}; see {@link #of(double[][], double[][], double[][],
     *     double[], Options)} for the rest
     */
    public static Result of(
            double[][] logps,
            double[][] oldLogps,
            double @Nullable [][] reference,
            double[][] advantages,
            Options options) {
        Require.sameLayout("old log-probabilities", oldLogps, "log-probabilities", logps);
        Require.sameLayout("advantages", advantages, "log-probabilities", logps);
        if (reference != null) {
            Require.sameLayout("reference log-probabilities", reference, "log-probabilities", logps);
        } else if (options.beta != 0) {
            throw new IllegalArgumentException(
                    "beta is %s but there are no reference log-probabilities; give them, or a beta of 0"
                            .formatted(options.beta));
        }
        long tokens = 0;
        for (double[] row : logps) {
            tokens += row.length;
        }
        if (tokens == 0) {
            throw new IllegalArgumentException("no completion has a token; a mean over tokens needs at least one");
        }
        double loss = 0;
        double kl = 0;
        double clipped = 0;
        double[][] gradient = new double[logps.length][];
        for (int i = 0; i < logps.length; i++) {
            int n = logps[i].length;
            gradient[i] = new double[n];
            double weight = options.averaging.weight(n, logps.length, tokens);
            double ofSequence = options.importance.ofSequence(logratio(logps[i], oldLogps[i]), n);
            int reach = options.importance.reach(n);
            for (int t = 0; t < n; t++) {
                double logratio =
                        options.importance == ImportanceSampling.TOKEN ? logps[i][t] - oldLogps[i][t] : ofSequence;
                double ratio = StrictMath.exp(logratio);
                TokenCost token = options.surrogate == Surrogate.CLIPPED
                        ? TokenCost.clipped(ratio, advantages[i][t], options, reach)
                        : TokenCost.weighed(ratio, advantages[i][t], logps[i][t], options.clipRatio);
                double cost = token.cost();
                double slope = token.slope();
                clipped += token.isClipped() ? 1 : 0;
                if (reference != null) {
                    double estimate = KlEstimator.K3.of(logps[i][t], reference[i][t]);
                    cost += options.beta * estimate;
                    slope += options.beta * KlEstimator.K3.slope(logps[i][t], reference[i][t]);
                    kl += estimate;
                }
                loss += weight * cost;
                gradient[i][t] = weight * slope;
            }
        }
        Metrics metrics = new Metrics();
        if (reference != null) {
            metrics.put("kl", kl / tokens);
        }
        metrics.put("clip_fraction", clipped / tokens).put("completion_length", (double) tokens / logps.length);
        return new Result(loss, metrics.map(), gradient);
    }

    private static double logratio(double[] logps, double[] oldLogps) {
        double sum = 0;
        for (int t = 0; t < logps.length; t++) {
            sum += logps[t] - oldLogps[t];
        }
        return sum;
    }
}
