package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/**
 * OLMo 2 (arXiv 2501.00656): norms come after attention and MLP instead of before, and queries and keys are normalised
 * over their whole width.
 */
public final class Olmo2 {
    private Olmo2() {}

    /** The model's hyperparameters. */
    record Olmo2Config(Dimensions d, float normEps, Activation activation, boolean attentionBias, boolean tied) {
        static Olmo2Config of(Config c) {
            return new Olmo2Config(
                    Dimensions.of(c, new Dimensions.Defaults(50304, 4096, 11008, 32, 32, 2048)),
                    c.number("rms_norm_eps", 1e-5),
                    Activations.of(c, "hidden_act", "silu"),
                    c.flag("attention_bias", false),
                    c.flag("tie_word_embeddings", false));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Olmo2Config c = Olmo2Config.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        return new LlamaSkeleton(config.withDefault(Embeddings.PADDING, 1), root, c.d, c.tied, rope)
                .around((_, w) -> block(c, w, rope, 0), w -> new RmsNorm(w, c.d.hidden(), c.normEps));
    }

    /** Builds a block, whose tokens see so many positions, the own one included; 0 for all. */
    static Layer block(Olmo2Config c, Weights w, Rope rope, int window) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        QkvChange norms = QkvChange.wholeNorms(
                new RmsNorm(a.at("q_norm"), heads.queryWidth(), c.normEps),
                new RmsNorm(a.at("k_norm"), heads.keyWidth(), c.normEps));
        return Block.normedResults(
                w.ops(),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()).withWindow(window),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        norms),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false),
                new RmsNorm(w.at("post_feedforward_layernorm"), hidden, c.normEps));
    }
}
