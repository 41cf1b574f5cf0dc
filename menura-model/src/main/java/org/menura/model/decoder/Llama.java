package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;

/** LLaMA 1, 2 and 3 (arXiv 2302.13971, 2307.09288, 2407.21783); also Amber (arXiv 2312.06550). */
public final class Llama {
    private Llama() {}

    /** The model's hyperparameters. */
    record LlamaConfig(
            Dimensions d,
            float normEps,
            Activation activation,
            boolean attentionBias,
            boolean mlpBias,
            boolean tied,
            Direction direction) {
        static LlamaConfig of(Config c) {
            return new LlamaConfig(
                    Dimensions.of(c, new Dimensions.Defaults(32000, 4096, 11008, 32, 32, 2048)),
                    c.number("rms_norm_eps", 1e-6),
                    Activations.of(c, "hidden_act", "silu"),
                    c.flag("attention_bias", false),
                    c.flag("mlp_bias", false),
                    c.flag("tie_word_embeddings", false),
                    Direction.of(c));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        LlamaConfig c = LlamaConfig.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        return new LlamaSkeleton(config, root, c.d, c.tied, rope)
                .around((_, w) -> block(c, w, rope), w -> new RmsNorm(w, c.d.hidden(), c.normEps), c.direction);
    }

    private static Layer block(LlamaConfig c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        c.direction.spec(heads.scale(), 0),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), c.mlpBias));
    }
}
