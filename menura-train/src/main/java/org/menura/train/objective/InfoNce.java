package org.menura.train.objective;

import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * CLIP's contrastive loss (arXiv 2103.00020, figure 3; InfoNCE, arXiv 1807.03748): with {@code logits = exp(s) · A · Bᵀ}
 * each row of A has to find its partner among all rows of B and each row of B among those of A; the mean of both
 * cross-entropies.
 */
public final class InfoNce {
    private InfoNce() {}

    /**
     * The loss and its gradients.
     *
     * @param gradientOfA dL/dA, [pairs, width]
     * @param gradientOfB dL/dB, [pairs, width]
     * @param gradientOfScale dL/ds
     */
    public record Result(
            double loss,
            SequencedMap<String, Double> metrics,
            Tensor gradientOfA,
            Tensor gradientOfB,
            double gradientOfScale)
            implements Evaluation {}

    /**
     * Computes the loss of a batch of pairs.
     *
     * @param a embeddings of one kind (pictures, say), of length 1: [pairs, width], float32 in an array
     * @param b embeddings of the other (texts), alike; row i belongs to row i
     * @param logitScale s, a learned logarithm; CLIP holds it below {@code ln 100}
     * @throws IllegalArgumentException if there are no pairs or shapes differ
     */
    public static Result of(Tensor a, Tensor b, double logitScale) {
        EmbeddingPairs pairs = new EmbeddingPairs(a, b);
        double scale = StrictMath.exp(logitScale);
        double[][] logits = pairs.products();
        for (double[] row : logits) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= scale;
            }
        }
        PairLogits.Result result = of(new PairLogits(logits, null));
        double dScale = 0;
        for (int i = 0; i < logits.length; i++) {
            for (int j = 0; j < logits.length; j++) {
                dScale += result.slope()[i][j] * logits[i][j];
            }
        }
        return new Result(
                result.loss(),
                new Metrics().putAll(result.metrics()).put("logit_scale", scale).map(),
                pairs.gradientOfA(result.slope(), scale),
                pairs.gradientOfB(result.slope(), scale),
                dScale);
    }

    /**
     * Computes the loss from the logits of all combinations, those that say the same left out of the others' choices.
     */
    public static PairLogits.Result of(PairLogits pairs) {
        double[][] logits = pairs.logits();
        int n = logits.length;
        double[] logZrow = new double[n];
        double[] logZcol = new double[n];
        double accuracy = 0;
        double loss = 0;
        for (int i = 0; i < n; i++) {
            double rowMax = Double.NEGATIVE_INFINITY;
            double colMax = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                if (pairs.counts(i, j)) {
                    rowMax = Math.max(rowMax, logits[i][j]);
                    colMax = Math.max(colMax, logits[j][i]);
                }
            }
            double row = 0;
            double col = 0;
            for (int j = 0; j < n; j++) {
                if (pairs.counts(i, j)) {
                    row += StrictMath.exp(logits[i][j] - rowMax);
                    col += StrictMath.exp(logits[j][i] - colMax);
                }
            }
            logZrow[i] = rowMax + StrictMath.log(row);
            logZcol[i] = colMax + StrictMath.log(col);
            loss += (logZrow[i] + logZcol[i] - 2 * logits[i][i]) / (2 * n);
            accuracy += ((logits[i][i] == rowMax ? 1 : 0) + (logits[i][i] == colMax ? 1 : 0)) / (2.0 * n);
        }
        double[][] slope = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (pairs.counts(i, j)) {
                    double p = StrictMath.exp(logits[i][j] - logZrow[i]) + StrictMath.exp(logits[i][j] - logZcol[j]);
                    slope[i][j] = (p - (i == j ? 2 : 0)) / (2 * n);
                }
            }
        }
        return new PairLogits.Result(
                loss, new Metrics().put("accuracy", accuracy).map(), slope);
    }
}
