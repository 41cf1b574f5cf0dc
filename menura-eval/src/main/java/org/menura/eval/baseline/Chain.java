package org.menura.eval.baseline;

import java.util.Arrays;

/**
 * Computes with a linear-chain conditional random field (J. Lafferty, A. McCallum, F. Pereira, 2001): likelihoods by the
 * forward-backward algorithm, best labels by Viterbi's.
 *
 * @param labels how many there are
 */
record Chain(int labels) {
    /** What training needs of a sentence: its log-likelihood, and of each word and pair of labels the probability. */
    record Marginals(double logLikelihood, double[] words, double[] pairs) {}

    /**
     * Computes marginals, less 1 where the truth lies.
     *
     * @param states score of each word's labels, [words, labels]
     * @param weights where the transitions lie, [labels, labels] from {@code offset} on
     * @param truth label of each word
     */
    Marginals marginals(double[] states, double[] weights, int offset, int[] truth) {
        int n = truth.length;
        double[] pairs = new double[labels * labels];
        Arrays.setAll(pairs, i -> Math.exp(weights[offset + i]));
        double[] scores = new double[states.length];
        double[] alpha = new double[states.length];
        double[] sums = new double[n];
        double log = 0;
        for (int t = 0; t < n; t++) {
            int at = t * labels;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < labels; j++) {
                greatest = Math.max(greatest, states[at + j]);
            }
            double sum = 0;
            for (int j = 0; j < labels; j++) {
                scores[at + j] = Math.exp(states[at + j] - greatest);
                double before = t == 0 ? 1 : 0;
                for (int i = 0; t > 0 && i < labels; i++) {
                    before += alpha[at - labels + i] * pairs[i * labels + j];
                }
                alpha[at + j] = before * scores[at + j];
                sum += alpha[at + j];
            }
            for (int j = 0; j < labels; j++) {
                alpha[at + j] /= sum;
            }
            sums[t] = sum;
            log += greatest + Math.log(sum);
        }
        double[] expected = new double[labels * labels];
        double[] beta = new double[labels];
        Arrays.fill(beta, 1);
        double likelihood = -log;
        for (int t = n - 1; t >= 0; t--) {
            int at = t * labels;
            double[] earlier = new double[labels];
            for (int i = 0; t > 0 && i < labels; i++) {
                for (int j = 0; j < labels; j++) {
                    double edge = pairs[i * labels + j] * scores[at + j] * beta[j] / sums[t];
                    earlier[i] += edge;
                    expected[i * labels + j] += alpha[at - labels + i] * edge;
                }
            }
            for (int j = 0; j < labels; j++) {
                alpha[at + j] *= beta[j];
            }
            alpha[at + truth[t]] -= 1;
            likelihood += states[at + truth[t]];
            if (t > 0) {
                int pair = truth[t - 1] * labels + truth[t];
                expected[pair] -= 1;
                likelihood += weights[offset + pair];
            }
            beta = earlier;
        }
        return new Marginals(likelihood, alpha, expected);
    }

    /**
     * Finds the most probable labels among those that are allowed.
     *
     * @param first which labels a sentence may begin with
     * @param allowed which label may follow which, [labels, labels]
     */
    int[] best(double[] states, double[] transitions, boolean[] first, boolean[] allowed) {
        int n = states.length / labels;
        double[] score = new double[states.length];
        int[] from = new int[states.length];
        for (int t = 0; t < n; t++) {
            for (int j = 0; j < labels; j++) {
                double best = t > 0 || !first[j] ? Double.NEGATIVE_INFINITY : 0;
                for (int i = 0; t > 0 && i < labels; i++) {
                    double through = score[(t - 1) * labels + i] + transitions[i * labels + j];
                    if (allowed[i * labels + j] && through > best) {
                        best = through;
                        from[t * labels + j] = i;
                    }
                }
                score[t * labels + j] = best + states[t * labels + j];
            }
        }
        int[] labelled = new int[n];
        for (int t = n - 1; t >= 0; t--) {
            if (t < n - 1) {
                labelled[t] = from[(t + 1) * labels + labelled[t + 1]];
                continue;
            }
            for (int j = 1; j < labels; j++) {
                if (score[t * labels + j] > score[t * labels + labelled[t]]) {
                    labelled[t] = j;
                }
            }
        }
        return labelled;
    }
}
