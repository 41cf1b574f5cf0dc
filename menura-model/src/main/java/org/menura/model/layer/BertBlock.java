package org.menura.model.layer;

import org.jspecify.annotations.Nullable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** BERT's block (arXiv 1810.04805) under the names that its checkpoints, or those of its kin, have. */
public final class BertBlock {
    /**
     * The names of a block's layers.
     *
     * @param projections where the attention's query, key and value lie
     */
    public record Names(
            String projections,
            String query,
            String key,
            String value,
            String output,
            String outputNorm,
            String up,
            String down,
            String norm) {}

    /** BERT's own. */
    public static final Names BERT = new Names(
            "attention.self",
            "query",
            "key",
            "value",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    /** DistilBERT's. */
    public static final Names DISTILBERT = new Names(
            "attention",
            "q_lin",
            "k_lin",
            "v_lin",
            "attention.out_lin",
            "sa_layer_norm",
            "ffn.lin1",
            "ffn.lin2",
            "output_layer_norm");

    /** MPNet's. */
    public static final Names MPNET = new Names(
            "attention.attn",
            "q",
            "k",
            "v",
            "attention.attn.o",
            "attention.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    private BertBlock() {}

    /**
     * Takes a block's layers at w.
     *
     * @param heads of the attention, which sees its sequence in both directions
     * @param bias of its scores by distance, or null
     * @param inner width of the MLP
     * @param eps of the norms
     */
    public static Layer at(
            Weights w,
            Names names,
            int hidden,
            Heads heads,
            @Nullable RelativeBias bias,
            int inner,
            Activation activation,
            float eps) {
        Qkv qkv = Qkv.separate(w.at(names.projections), names.query, names.key, names.value, hidden, heads, true);
        Linear out = new Linear(w.at(names.output), hidden, hidden, true);
        AttentionSpec spec = AttentionSpec.full(heads.scale());
        return Block.postNorm(
                w.ops(),
                bias == null
                        ? new Attention(w.at("attention"), heads, spec, qkv, out, null, null)
                        : new BiasedAttention(w, heads, heads.scale(), qkv, out, bias),
                new LayerNorm(w.at(names.outputNorm), hidden, eps),
                new Mlp(
                        w.ops(),
                        activation,
                        new Linear(w.at(names.up), hidden, inner, true),
                        new Linear(w.at(names.down), inner, hidden, true)),
                new LayerNorm(w.at(names.norm), hidden, eps));
    }
}
