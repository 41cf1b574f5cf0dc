package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Experts;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** OLMoE (arXiv 2409.02060): many small experts, and queries and keys normalised over their whole width. */
public final class Olmoe {
    private Olmoe() {}

    /** The model's hyperparameters. */
    record OlmoeConfig(
            Dimensions d, float normEps, Activation activation, boolean attentionBias, boolean tied, Experts experts) {
        static OlmoeConfig of(Config c) {
            Dimensions d = Dimensions.of(c, new Dimensions.Defaults(50304, 2048, 2048, 16, 16, 4096));
            if (d.heads().dim() != d.hidden() / d.heads().queries()) {
                throw c.unsupported("head_dim", "OLMoE's heads are hidden_size / num_attention_heads wide");
            }
            return new OlmoeConfig(
                    d,
                    c.number("rms_norm_eps", 1e-5),
                    Activations.of(c, "hidden_act", "silu"),
                    c.flag("attention_bias", false),
                    c.flag("tie_word_embeddings", false),
                    Experts.of(c, "num_experts", 64, 8, d.inner(), c.flag("norm_topk_prob", false)));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        OlmoeConfig c = OlmoeConfig.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        QkvChange clip = Olmo.clip(config, root.ops());
        return new LlamaSkeleton(config.withDefault(Embeddings.PADDING, 1), root, c.d, c.tied, rope)
                .around((layer, w) -> block(c, layer, w, rope, clip), w -> new RmsNorm(w, c.d.hidden(), c.normEps));
    }

    private static Layer block(OlmoeConfig c, int layer, Weights w, Rope rope, @Nullable QkvChange clip) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        QkvChange norms = QkvChange.wholeNorms(
                new RmsNorm(a.at("q_norm"), heads.queryWidth(), c.normEps),
                new RmsNorm(a.at("k_norm"), heads.keyWidth(), c.normEps));
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        clip == null ? norms : norms.then(clip)),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                c.experts.mixture(w.at("mlp"), c.activation, hidden, "gate_proj", "up_proj", "down_proj", layer));
    }
}
