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
     * The loss of a batch of pairs.
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
        double[][] slope = new double[n][n]; // dL/dlogits
        double loss = 0;
        double dScale = 0;
        double dBias = 0;
        double hits = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double y = i == j ? 1 : -1;
                double logit = scale * z[i][j] + logitBias;
                loss -= Stable.logSigmoid(y * logit) / n;
                slope[i][j] = -y * Stable.sigmoid(-y * logit) / n;
                dScale += slope[i][j] * scale * z[i][j];
                dBias += slope[i][j];
                hits += y * logit > 0 ? 1 : 0;
            }
        }
        return new Result(
                loss,
                new Metrics()
                        .put("accuracy", hits / n / n)
                        .put("logit_scale", scale)
                        .put("logit_bias", logitBias)
                        .map(),
                pairs.gradientOfA(slope, scale),
                pairs.gradientOfB(slope, scale),
                dScale,
                dBias);
    }
}
