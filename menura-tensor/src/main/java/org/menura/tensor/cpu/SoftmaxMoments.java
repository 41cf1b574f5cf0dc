package org.menura.tensor.cpu;

import org.menura.tensor.annotation.Internal;
import org.menura.tensor.cpu.loops.Primitives;

/**
 * The mean and the variance of the log-probabilities that logits stand for, in one pass over the vocabulary.
 *
 * @param logSumExp what a logit exceeds its log-probability by
 * @param mean expected log-probability; the negative entropy where the weights are the distribution itself
 * @param variance of the log-probability
 */
@Internal
public record SoftmaxMoments(double logSumExp, double mean, double variance) {
    private static final int BLOCK = 512;

    /** Computes the moments under the distribution itself; not numbers where the largest logit is no finite number. */
    public static SoftmaxMoments of(float[] logits) {
        return of(logits, logits);
    }

    /**
     * Computes the moments under another distribution.
     *
     * @param logits [vocabulary], whose log-probabilities are averaged
     * @param weights [vocabulary], logits of the distribution that they are averaged under
     */
    public static SoftmaxMoments of(float[] logits, float[] weights) {
        Primitives p = Primitives.BEST;
        float highest = p.max(logits, 0, logits.length);
        float heaviest = p.max(weights, 0, weights.length);
        double normaliser = LogSumExp.of(logits);
        if (!Float.isFinite(highest) || !Float.isFinite(heaviest) || !Double.isFinite(normaliser)) {
            return new SoftmaxMoments(Double.NaN, Double.NaN, Double.NaN);
        }
        float[] scratch = new float[Math.min(BLOCK, logits.length)];
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int from = 0; from < logits.length; from += BLOCK) {
            int n = Math.min(BLOCK, logits.length - from);
            p.expBelow(weights, from, heaviest, scratch, 0, n);
            for (int i = 0; i < n; i++) {
                double weight = scratch[i];
                if (weight > 0) {
                    // Below the highest, so that the squares lose no digits.
                    double below = (double) logits[from + i] - highest;
                    sum += weight;
                    first += weight * below;
                    second += weight * below * below;
                }
            }
        }
        double mean = first / sum;
        return new SoftmaxMoments(normaliser, mean + highest - normaliser, Math.max(0, second / sum - mean * mean));
    }
}
