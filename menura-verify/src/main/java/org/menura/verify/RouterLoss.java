package org.menura.verify;

import org.menura.model.Config;

/**
 * The load-balancing part of a reference's loss of a mixture of experts.
 *
 * @param weight of that part; 0 if there is none
 * @param chosen experts per token
 */
public record RouterLoss(double weight, int chosen) {
    /**
     * Reads the part from a config: {@code output_router_logits}, {@code router_aux_loss_coef} and
     * {@code num_experts_per_tok}.
     */
    public static RouterLoss of(Config c) {
        RouterLoss loss = always(c);
        return c.flag("output_router_logits", false) ? loss : new RouterLoss(0, loss.chosen);
    }

    /** Reads the part from a config, whether the model's own loss has it or not. */
    public static RouterLoss always(Config c) {
        boolean olmoe = c.text("model_type", "").equals("olmoe");
        int chosen = c.positive("num_experts_per_tok", c.text("model_type", "").equals("mixtral") ? 2 : 8);
        return new RouterLoss(c.precise("router_aux_loss_coef", olmoe ? 0.01 : 0.001), chosen);
    }
}
