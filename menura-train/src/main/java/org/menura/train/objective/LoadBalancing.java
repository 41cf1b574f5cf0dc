package org.menura.train.objective;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * The load-balancing loss, which keeps a mixture of experts from using few of them (Switch Transformer, arXiv
 * 2101.03961, equations 4 to 6, for top-k as transformers' Mixtral has it): {@code E Σ_e f_e P_e}, where {@code f_e} is
 * how many of a token's k choices fall on expert e on average, and {@code P_e} the mean of the router's probability for
 * it. Tokens of all layers count together. Evenly used experts give k. {@code f} is piecewise constant, so the gradient
 * flows through P alone.
 */
public final class LoadBalancing {
    private LoadBalancing() {}

    /**
     * The loss and its gradients.
     *
     * @param loads f, by expert: sums to k
     * @param gradients dL/dlogits of each layer, [tokens, experts]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[] loads, List<Tensor> gradients)
            implements Evaluation {}

    /**
     * Computes the loss {@code weight · E Σ_e f_e P_e}.
     *
     * @param logits of each layer's router before the softmax, [tokens, experts] each
     * @param topK experts that each token goes to; among equal logits the first are taken
     * @param counted which tokens count, or null for all
     * @param weight {@code router_aux_loss_coef}: times the loss and its gradients, but not the metric {@code aux_loss}
     * @throws IllegalArgumentException if shapes don't fit or no token counts
     */
    public static Result of(List<Tensor> logits, int topK, boolean @Nullable [] counted, double weight) {
        RouterLogits layers = RouterLogits.of(logits, counted);
        int experts = layers.experts();
        if (topK < 1 || topK > experts) {
            throw new IllegalArgumentException(
                    "%d experts are to be chosen of %d; choose at least one and at most all".formatted(topK, experts));
        }
        double[] load = new double[experts];
        double[] probability = new double[experts];
        LogitRow row = new LogitRow(experts);
        layers.forEach((layer, token) -> {
            row.read(layer, token, 1);
            choose(row, topK, load);
            for (int e = 0; e < experts; e++) {
                probability[e] += row.p(e);
            }
        });
        double n = layers.count();
        double sum = 0;
        double most = 0;
        for (int e = 0; e < experts; e++) {
            load[e] /= n;
            sum += load[e] * probability[e] / n;
            most = Math.max(most, load[e]);
        }
        double loss = experts * sum;

        // dL/dx_te = E/n · p_te (f_e - Σ_j f_j p_tj)
        List<Tensor> gradients = layers.gradients((layer, token, gradient, at) -> {
            row.read(layer, token, 1);
            double expected = 0;
            for (int e = 0; e < experts; e++) {
                expected += load[e] * row.p(e);
            }
            for (int e = 0; e < experts; e++) {
                gradient[at + e] = (float) (weight * experts / n * row.p(e) * (load[e] - expected));
            }
        });
        SequencedMap<String, Double> metrics = new Metrics()
                .put("aux_loss", loss)
                .put("max_expert_load", most * experts / topK)
                .map();
        return new Result(weight * loss, metrics, load, gradients);
    }

    /** Counts the k most probable experts. */
    private static void choose(LogitRow row, int topK, double[] load) {
        boolean[] taken = new boolean[load.length];
        for (int k = 0; k < topK; k++) {
            int best = -1;
            for (int e = 0; e < load.length; e++) {
                if (!taken[e] && (best < 0 || row.logp(e) > row.logp(best))) {
                    best = e;
                }
            }
            taken[best] = true;
            load[best]++;
        }
    }
}
