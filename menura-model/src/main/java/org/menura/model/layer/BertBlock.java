package org.menura.model.layer;

import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** BERT's block (arXiv 1810.04805) under the names that its checkpoints have. */
public final class BertBlock {
    private BertBlock() {}

    /**
     * Takes {@code attention.self}, {@code attention.output}, {@code intermediate} and {@code output} at w.
     *
     * @param heads of the attention, which sees its sequence in both directions
     * @param inner width of the MLP
     * @param eps of the norms
     */
    public static Layer at(Weights w, int hidden, Heads heads, int inner, Activation activation, float eps) {
        Weights a = w.at("attention");
        return Block.postNorm(
                w.ops(),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.full(heads.scale()),
                        Qkv.separate(a.at("self"), "query", "key", "value", hidden, heads, true),
                        new Linear(a.at("output.dense"), hidden, hidden, true),
                        null,
                        null),
                new LayerNorm(a.at("output.LayerNorm"), hidden, eps),
                new Mlp(
                        w.ops(),
                        activation,
                        new Linear(w.at("intermediate.dense"), hidden, inner, true),
                        new Linear(w.at("output.dense"), inner, hidden, true)),
                new LayerNorm(w.at("output.LayerNorm"), hidden, eps));
    }
}
