package org.menura.train.objective;

import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * The binary cross-entropy of logits: the mean of {@code -log σ(x)} where the target is 1 and of {@code -log (1 - σ(x))}
 * where it is 0. CodeT5's identifier tagging is this (arXiv 2109.00859, equation 2), and prediction with several labels.
 */
public final class BinaryCrossEntropy {
    private BinaryCrossEntropy() {}

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/dlogits by logit
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[] gradient) implements Evaluation {}

    /**
     * Computes the mean loss over logits whose target is not negative.
     *
     * @param logits float32, in any shape
     * @param targets by logit: 1, 0, or negative where it does not count
     * @throws IllegalArgumentException if numbers differ, or no target counts
     */
    public static Result of(Tensor logits, int[] targets) {
        float[] x = logits.toFloats();
        Require.sameCount("targets", targets.length, "logits", x.length);
        int count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        Require.some("targets", count);
        double[] gradient = new double[x.length];
        double loss = 0;
        int hits = 0;
        for (int i = 0; i < x.length; i++) {
            if (targets[i] >= 0) {
                boolean positive = targets[i] > 0;
                loss -= Stable.logSigmoid(positive ? x[i] : -x[i]) / count;
                gradient[i] = (Stable.sigmoid(x[i]) - (positive ? 1 : 0)) / count;
                hits += x[i] > 0 == positive ? 1 : 0;
            }
        }
        return new Result(
                loss, new Metrics().put("accuracy", (double) hits / count).map(), gradient);
    }
}
