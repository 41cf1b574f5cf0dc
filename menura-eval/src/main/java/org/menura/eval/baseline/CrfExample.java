package org.menura.eval.baseline;

import org.jspecify.annotations.Nullable;

/**
 * A sentence as a CRF sees it.
 *
 * @param rows of each word's attributes
 * @param vectors of the words, [words, width], or null
 * @param truth label of each word
 */
record CrfExample(int[][] rows, float @Nullable [][] vectors, int[] truth) {
    /**
     * Computes the score of each word's labels: [words, labels].
     *
     * @param dense where the weights of vectors begin: [labels, width]
     */
    double[] states(int labels, int dense, double[] weights) {
        double[] states = new double[rows.length * labels];
        float[][] values = vectors;
        for (int t = 0; t < rows.length; t++) {
            for (int row : rows[t]) {
                for (int j = 0; j < labels; j++) {
                    states[t * labels + j] += weights[row * labels + j];
                }
            }
            for (int j = 0; values != null && j < labels; j++) {
                states[t * labels + j] += dot(values[t], weights, dense + j * values[t].length);
            }
        }
        return states;
    }

    /** Adds to the gradient of the negative log-likelihood, which is returned. */
    double add(Chain chain, int dense, int transitions, double[] weights, double[] gradient) {
        int labels = chain.labels();
        Chain.Marginals marginals = chain.marginals(states(labels, dense, weights), weights, transitions, truth);
        float[][] values = vectors;
        double[] words = marginals.words();
        for (int t = 0; t < rows.length; t++) {
            for (int row : rows[t]) {
                for (int j = 0; j < labels; j++) {
                    gradient[row * labels + j] += words[t * labels + j];
                }
            }
            for (int j = 0; values != null && j < labels; j++) {
                int from = dense + j * values[t].length;
                double factor = words[t * labels + j];
                float[] vector = values[t];
                for (int d = 0; d < vector.length; d++) {
                    gradient[from + d] += factor * vector[d];
                }
            }
        }
        for (int i = 0; i < marginals.pairs().length; i++) {
            gradient[transitions + i] += marginals.pairs()[i];
        }
        return -marginals.logLikelihood();
    }

    /** Four sums side by side: one alone waits for each addition. */
    private static double dot(float[] vector, double[] weights, int from) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < vector.length; i += 4) {
            a += vector[i] * weights[from + i];
            b += vector[i + 1] * weights[from + i + 1];
            c += vector[i + 2] * weights[from + i + 2];
            d += vector[i + 3] * weights[from + i + 3];
        }
        for (; i < vector.length; i++) {
            a += vector[i] * weights[from + i];
        }
        return a + b + (c + d);
    }
}
