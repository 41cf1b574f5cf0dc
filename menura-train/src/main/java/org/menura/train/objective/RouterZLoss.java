package org.menura.train.objective;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * The router z-loss, which keeps a router's logits small, where rounding hurts the softmax less (ST-MoE, arXiv
 * 2202.08906, equation 5): the mean over tokens of {@code (log Σ_e exp x_e)²}. Tokens of all layers count together.
 */
public final class RouterZLoss {
    private RouterZLoss() {}

    /**
     * The loss and its gradients.
     *
     * @param gradients dL/dlogits of each layer, [tokens, experts]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, List<Tensor> gradients)
            implements Evaluation {}

    /**
     * Computes the loss {@code weight · mean(log² Z)}.
     *
     * @param logits of each layer's router before the softmax, [tokens, experts] each
     * @param counted which tokens count, or null for all
     * @param weight times the loss and its gradients, but not the metric {@code router_z_loss}; the paper takes 1e-3
     * @throws IllegalArgumentException if shapes don't fit or no token counts
     */
    public static Result of(List<Tensor> logits, boolean @Nullable [] counted, double weight) {
        RouterLogits layers = RouterLogits.of(logits, counted);
        int experts = layers.experts();
        double n = layers.count();
        LogitRow row = new LogitRow(experts);
        double[] sum = new double[1];
        List<Tensor> gradients = layers.gradients((layer, token, gradient, at) -> {
            row.read(layer, token, 1);
            sum[0] += Stable.square(row.logZ());
            for (int e = 0; e < experts; e++) {
                gradient[at + e] = (float) (weight / n * 2 * row.logZ() * row.p(e));
            }
        });
        double loss = sum[0] / n;
        return new Result(
                weight * loss, new Metrics().put("router_z_loss", loss).map(), gradients);
    }
}
