package org.menura.detect.score;

import java.util.Arrays;

/**
 * What a model expected in each place of a text, and what stood there. All arrays have a value per scored token.
 *
 * @param tokens ids of the scored tokens
 * @param logLikelihood natural log-probability of each token
 * @param rank 1 + the number of tokens that are strictly likelier
 * @param entropy of the scoring model's distribution, in nats
 * @param mean log-probability by the scoring model that is expected under the sampling model; the negative entropy if
 *     they are one
 * @param variance of that log-probability
 * @param meanBehind the mean in the place behind the last token; not a number where nobody asked
 */
public record TokenStatistics(
        int[] tokens,
        double[] logLikelihood,
        int[] rank,
        double[] entropy,
        double[] mean,
        double[] variance,
        double meanBehind) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ
     */
    public TokenStatistics {
        int n = tokens.length;
        if (logLikelihood.length != n
                || rank.length != n
                || entropy.length != n
                || mean.length != n
                || variance.length != n) {
            throw new IllegalArgumentException("every token of a text needs each of its statistics");
        }
    }

    /** Returns the statistics of tokens that one model was asked about, whose entropies are recorded. */
    public static TokenStatistics ofOneModel(
            int[] tokens, double[] logLikelihood, int[] rank, double[] entropy, double[] variance) {
        double[] mean = Arrays.stream(entropy).map(e -> -e).toArray();
        return new TokenStatistics(tokens, logLikelihood, rank, entropy, mean, variance, Double.NaN);
    }

    /** Returns the number of scored tokens. */
    public int count() {
        return tokens.length;
    }

    /** Returns the statistics of the first tokens: those of the text that ends there, as models read from left to right. */
    public TokenStatistics first(int count) {
        if (count >= count()) {
            return this;
        }
        return new TokenStatistics(
                Arrays.copyOf(tokens, count),
                Arrays.copyOf(logLikelihood, count),
                Arrays.copyOf(rank, count),
                Arrays.copyOf(entropy, count),
                Arrays.copyOf(mean, count),
                Arrays.copyOf(variance, count),
                mean[count]);
    }

    /** Returns the mean log-likelihood of a token. */
    public double meanLogLikelihood() {
        return sum(logLikelihood) / count();
    }

    /** Returns the mean of the natural logarithms of the ranks. */
    public double meanLogRank() {
        return Arrays.stream(rank).mapToDouble(Math::log).sum() / count();
    }

    static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
