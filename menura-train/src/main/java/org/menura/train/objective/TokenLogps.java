package org.menura.train.objective;

import java.util.Arrays;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Conversions between the model's cross-entropy and log-probabilities by sequence: {@code Backend.crossEntropy} gives
 * {@code -log p} of each row's target, one row after the other; objectives want {@code log p} by sequence, only of the
 * tokens that count, and their gradients go the same way back. Rows whose target is negative are prompts, what tools
 * said or padding: they don't count.
 */
public final class TokenLogps {
    private final int[] targets;
    private final Segments segments;

    /**
     * Makes a conversion for rows with targets.
     *
     * @param targets the token that each row should predict, negative where it does not count
     * @param segments the rows' sequences
     * @throws IllegalArgumentException if the rows' numbers differ
     */
    public TokenLogps(int[] targets, Segments segments) {
        Require.sameCount("targets", targets.length, "rows", segments.rows());
        this.targets = targets.clone();
        this.segments = segments;
    }

    /**
     * Splits a cross-entropy into the log-probabilities of each sequence's tokens that count.
     *
     * @param crossEntropy {@code -log p} by row, [rows]
     * @return [sequence][token]
     */
    public double[][] split(Tensor crossEntropy) {
        double[] nll = Doubles.of(crossEntropy);
        Require.sameCount("values", nll.length, "rows", targets.length);
        double[][] logps = new double[segments.count()][];
        for (int i = 0; i < logps.length; i++) {
            double[] ofSequence = new double[segments.length(i)];
            int n = 0;
            for (int r = segments.start(i); r < segments.end(i); r++) {
                if (targets[r] >= 0) {
                    ofSequence[n++] = -nll[r];
                }
            }
            logps[i] = Arrays.copyOf(ofSequence, n);
        }
        return logps;
    }

    /**
     * Converts a gradient of log-probabilities to the seed of the cross-entropy.
     *
     * @param gradient dL/dlog p, [sequence][token], laid out as {@link #split} does
     * @return dL/d(-log p), [rows]
     */
    public Tensor seed(double[][] gradient) {
        Require.sameCount("rows of gradients", gradient.length, "sequences", segments.count());
        float[] seed = new float[targets.length];
        for (int i = 0; i < gradient.length; i++) {
            int n = 0;
            for (int r = segments.start(i); r < segments.end(i); r++) {
                if (targets[r] >= 0) {
                    seed[r] = n < gradient[i].length ? (float) -gradient[i][n] : 0;
                    n++;
                }
            }
            Require.sameCount("gradients of sequence " + i, gradient[i].length, "tokens that count", n);
        }
        return Tensor.of(seed, seed.length);
    }

    /** Sums the log-probabilities of each sequence's tokens. */
    public static double[] sums(double[][] logps) {
        double[] sums = new double[logps.length];
        for (int i = 0; i < logps.length; i++) {
            for (double logp : logps[i]) {
                sums[i] += logp;
            }
        }
        return sums;
    }

    /**
     * Spreads the gradient of {@link #sums} over tokens: each token's gradient is its sequence's.
     *
     * @param gradient dL/dlog p of each sequence
     * @param logps whose layout is wanted
     * @return [sequence][token]
     */
    public static double[][] spread(double[] gradient, double[][] logps) {
        Require.sameCount("gradients", gradient.length, "sequences", logps.length);
        double[][] byToken = new double[logps.length][];
        for (int i = 0; i < logps.length; i++) {
            byToken[i] = new double[logps[i].length];
            Arrays.fill(byToken[i], gradient[i]);
        }
        return byToken;
    }
}
