package org.menura.data.tokenizer;

import java.util.Arrays;

/**
 * The expectation step of unigram training (Kudo 2018, arXiv 1804.10959, section 3.2): how often each piece is used, over
 * all segmentations of each word by their probability.
 *
 * <p>All segmentations of a word have the same length in symbols. So probabilities may be multiplied by a constant for
 * each symbol without changing what is expected, which keeps products of many of them in range without logarithms.
 */
final class ForwardBackward {
    private double tilt = 2;

    /**
     * Adds to {@code expected} how often each piece is used.
     *
     * @param logProbabilities of the pieces, natural
     * @return the log-likelihood of all words. Words too improbable for a double, strings of the rarest characters, don't
     *     count
     */
    double expect(Lattice lattice, double[] logProbabilities, double[] expected) {
        SymbolWords words = lattice.words();
        double[] probability = new double[logProbabilities.length];
        for (int p = 0; p < probability.length; p++) {
            probability[p] = StrictMath.exp(logProbabilities[p] + tilt * lattice.lengths()[p]);
        }
        double[] forward = new double[PieceWords.MAX_WORD + 1];
        double[] backward = new double[PieceWords.MAX_WORD + 1];
        double likelihood = 0;
        double symbols = 0;
        for (int w = 0; w < words.size(); w++) {
            int start = words.starts()[w];
            int length = words.starts()[w + 1] - start;
            double whole = forward(lattice, start, length, probability, forward);
            if (whole < Double.MIN_NORMAL || whole > Double.MAX_VALUE) {
                continue;
            }
            double count = words.counts()[w];
            backward(lattice, start, length, probability, forward, backward, count / whole, expected);
            likelihood += count * (StrictMath.log(whole) - tilt * length);
            symbols += count * length;
        }
        if (symbols > 0) {
            tilt = -likelihood / symbols;
        }
        return likelihood;
    }

    private static double forward(Lattice lattice, int start, int length, double[] probability, double[] forward) {
        Arrays.fill(forward, 0, length + 1, 0);
        forward[0] = 1;
        for (int i = 0; i < length; i++) {
            for (int e = lattice.first()[start + i]; e < lattice.first()[start + i + 1]; e++) {
                int piece = lattice.pieces()[e];
                forward[i + lattice.lengths()[piece]] += forward[i] * probability[piece];
            }
        }
        return forward[length];
    }

    private static void backward(
            Lattice lattice,
            int start,
            int length,
            double[] probability,
            double[] forward,
            double[] backward,
            double scale,
            double[] expected) {
        backward[length] = 1;
        for (int i = length - 1; i >= 0; i--) {
            double sum = 0;
            for (int e = lattice.first()[start + i]; e < lattice.first()[start + i + 1]; e++) {
                int piece = lattice.pieces()[e];
                double rest = probability[piece] * backward[i + lattice.lengths()[piece]];
                sum += rest;
                expected[piece] += scale * forward[i] * rest;
            }
            backward[i] = sum;
        }
    }
}
