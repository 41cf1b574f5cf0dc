package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
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

/** Gemma (arXiv 2403.08295): a Llama with scaled embeddings and norms that store their factor minus one. */
public final class Gemma {
    private Gemma() {}

    /** The model's hyperparameters. */
    record GemmaConfig(Dimensions d, float normEps, Activation activation, boolean attentionBias, boolean tied) {
        static GemmaConfig of(Config c) {
            c.refuseUnless("use_bidirectional_attention", "false");
            return new GemmaConfig(
                    Dimensions.of(c, new Dimensions.Defaults(256000, 3072, 24576, 28, 16, 8192), 16, 256),
                    c.number("rms_norm_eps", 1e-6),
                    // Its successors have hidden_activation; the first Gemma may have that too, and ignores it. The
                    // first
                    // files say gelu, by which they mean the tanh form.
                    c.text("hidden_act", "gelu").equals("gelu")
                            ? Activation.GELU_TANH
                            : Activations.of(c, "hidden_act", "gelu_pytorch_tanh"),
                    c.flag("attention_bias", false),
                    c.flag("tie_word_embeddings", true));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        GemmaConfig c = GemmaConfig.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        return skeleton(config, root, c.d, c.tied, rope, true, 0)
                .around((_, w) -> block(c, w, rope), w -> RmsNorm.aroundOne(w, c.d.hidden(), c.normEps));
    }

    /** Creates the skeleton of the Gemmas, whose embeddings are multiplied by the square root of the width. */
    static LlamaSkeleton skeleton(
            Config config,
            Weights root,
            Dimensions d,
            boolean tied,
            Rope rope,
            boolean scalesInputs,
            float logitBound) {
        float scale = (float) Math.sqrt(d.hidden());
        return new LlamaSkeleton(
                config.withDefault(Embeddings.PADDING, 0), root, d, tied, rope, scale, scalesInputs, logitBound);
    }

    private static Layer block(GemmaConfig c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                RmsNorm.aroundOne(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        null),
                RmsNorm.aroundOne(w.at("post_attention_layernorm"), hidden, c.normEps),
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false));
    }
}
