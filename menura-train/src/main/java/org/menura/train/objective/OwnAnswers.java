package org.menura.train.objective;

import org.menura.tensor.Tensor;

/** How likely answers are to be the policy's own, by which WPO weighs them (arXiv 2406.11827, section 3.3). */
public final class OwnAnswers {
    private OwnAnswers() {}

    /**
     * Returns for each answer the exponential of the mean of {@code log p - log Σ p²} over its tokens: near 1 for what the
     * policy samples, whatever its entropy.
     *
     * @param logits [rows, vocabulary]
     * @param layout of the rows' answers
     * @param logps of the answers' tokens
     */
    public static double[] likeness(Tensor logits, TokenLogps layout, double[][] logps) {
        double[][] alike = layout.split(rows(logits));
        double[] likeness = new double[logps.length];
        for (int i = 0; i < likeness.length; i++) {
            double sum = 0;
            for (int t = 0; t < logps[i].length; t++) {
                sum += logps[i][t] - alike[i][t];
            }
            likeness[i] = StrictMath.exp(sum / Math.max(1, logps[i].length));
        }
        return likeness;
    }

    /** The negative logarithm of each row's sum of squared probabilities. */
    private static Tensor rows(Tensor logits) {
        float[] all = logits.toFloats();
        int words = logits.dim(1);
        float[] out = new float[logits.dim(0)];
        for (int r = 0; r < out.length; r++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = r * words; i < (r + 1) * words; i++) {
                most = Math.max(most, all[i]);
            }
            double sum = 0;
            double squares = 0;
            for (int i = r * words; i < (r + 1) * words; i++) {
                double e = StrictMath.exp(all[i] - most);
                sum += e;
                squares += e * e;
            }
            out[r] = (float) (2 * StrictMath.log(sum) - StrictMath.log(squares));
        }
        return Tensor.of(out, out.length);
    }
}
