package org.menura.train.objective;

import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * SigLIP's contrastive loss (arXiv 2303.15343, equation 2 and algorithm 1): whether a row of A and a row of B belong
 * together is a question for itself, {@code -1/n Σ_ij log σ(y_ij (exp(s) a_i · b_j + bias))} with y = 1 for partners and
 * -1 otherwise.
 */
public final class SigLip {
    private SigLip() {}

    /**
     * The loss and its gradients.
     *
     * @param gradientOfA dL/dA, [pairs, width]
     * @param gradientOfB dL/dB, [pairs, width]
     * @param gradientOfScale dL/ds
     * @param gradientOfBias dL/dbias
     */
    public record Result(
            double loss,
            SequencedMap<String, Double> metrics,
            Tensor gradientOfA,
            Tensor gradientOfB,
            double gradientOfScale,
            double gradientOfBias)
            implements Evaluation {}

    /**
     * Computes the loss of a batch of pairs.
     *
     * @param a embeddings of one kind (pictures, say), of length 1: [pairs, width], float32 in an array
     * @param b embeddings of the other (texts), alike; row i belongs to row i
     * @param logitScale s, a learned logarithm; it starts at {@code ln 10}
     * @param logitBias learned; it starts at -10, since most combinations are no pairs
     * @throws IllegalArgumentException if there are no pairs or shapes differ
     */
    public static Result of(Tensor a, Tensor b, double logitScale, double logitBias) {
        EmbeddingPairs pairs = new EmbeddingPairs(a, b);
        double scale = StrictMath.exp(logitScale);
        double[][] z = pairs.products();
        int n = z.length;
        double[][] logits = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                logits[i][j] = scale * z[i][j] + logitBias;
            }
        }
        PairLogits.Result result = of(new PairLogits(logits, null));
        double dScale = 0;
        double dBias = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                dScale += result.slope()[i][j] * scale * z[i][j];
                dBias += result.slope()[i][j];
            }
        }
        return new Result(
                result.loss(),
                new Metrics()
                        .putAll(result.metrics())
                        .put("logit_scale", scale)
                        .put("logit_bias", logitBias)
                        .map(),
                pairs.gradientOfA(result.slope(), scale),
                pairs.gradientOfB(result.slope(), scale),
                dScale,
                dBias);
    }

    /**
     * Computes the loss from the logits of all combinations but those that say the same, of which nothing is asked.
     */
    public static PairLogits.Result of(PairLogits pairs) {
        int n = pairs.logits().length;
        double[][] slope = new double[n][n];
        double loss = 0;
        int hits = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (pairs.counts(i, j)) {
                    double y = i == j ? 1 : -1;
                    double logit = pairs.logits()[i][j];
                    loss -= Stable.logSigmoid(y * logit) / n;
                    slope[i][j] = -y * Stable.sigmoid(-y * logit) / n;
                    hits += y * logit > 0 ? 1 : 0;
                    count++;
                }
            }
        }
        return new PairLogits.Result(
                loss, new Metrics().put("accuracy", (double) hits / count).map(), slope);
    }
}
