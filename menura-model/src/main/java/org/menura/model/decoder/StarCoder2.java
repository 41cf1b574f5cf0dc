package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** StarCoder 2 (arXiv 2402.19173): rotary positions and grouped heads between GPT-2's layer norms and plain MLPs. */
public final class StarCoder2 {
    private StarCoder2() {}

    /** The model's hyperparameters. */
    record StarCoder2Config(
            Dimensions d, float normEps, Activation activation, boolean bias, int window, boolean tied) {
        static StarCoder2Config of(Config c) {
            return new StarCoder2Config(
                    Dimensions.of(c, new Dimensions.Defaults(49152, 3072, 12288, 30, 24, 4096), 2),
                    c.number("norm_epsilon", 1e-5),
                    Activations.of(c, "hidden_act", "gelu_pytorch_tanh"),
                    c.flag("use_bias", true),
                    AttentionWindows.size(c, 0),
                    c.flag("tie_word_embeddings", true));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        StarCoder2Config c = StarCoder2Config.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        Dimensions d = c.window > 0 ? c.d.withContext(Integer.MAX_VALUE) : c.d;
        return new LlamaSkeleton(config, root, d, c.tied, rope)
                .around((_, w) -> block(c, w, rope), w -> new LayerNorm(w, c.d.hidden(), c.normEps));
    }

    private static Layer block(StarCoder2Config c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        Weights m = w.at("mlp");
        return Block.preNorm(
                w.ops(),
                new LayerNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()).withWindow(c.window),
                        Qkv.separate(a, hidden, heads, c.bias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.bias),
                        rope,
                        null),
                new LayerNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                new Mlp(
                        w.ops(),
                        c.activation,
                        new Linear(m.at("c_fc"), hidden, c.d.inner(), c.bias),
                        new Linear(m.at("c_proj"), c.d.inner(), hidden, c.bias)));
    }
}
