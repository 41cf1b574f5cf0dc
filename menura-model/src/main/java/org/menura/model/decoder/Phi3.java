package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.FusedGatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/**
 * Phi-3 (arXiv 2404.14219): a Llama with fused projections; the long-context models scale each rotary frequency by
 * itself (LongRoPE, arXiv 2402.13753).
 */
public final class Phi3 {
    private Phi3() {}

    /** The model's hyperparameters. */
    record Phi3Config(Dimensions d, float normEps, Activation activation, int window, boolean tied) {
        static Phi3Config of(Config c) {
            return new Phi3Config(
                    Dimensions.of(c, new Dimensions.Defaults(32064, 3072, 8192, 32, 32, 4096)),
                    c.number("rms_norm_eps", 1e-5),
                    Activations.of(c, "hidden_act", "silu"),
                    AttentionWindows.size(c, 0),
                    c.flag("tie_word_embeddings", false));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Phi3Config c = Phi3Config.of(config);
        Rope rope = Rope.of(
                config.withDefault("max_position_embeddings", c.d.context())
                        .withDefault("original_max_position_embeddings", 4096),
                root.ops(),
                RopeScaling.rotaryDim(config, c.d.heads().dim()),
                10000);
        Dimensions d = c.window > 0 ? c.d.withContext(Integer.MAX_VALUE) : c.d;
        return new LlamaSkeleton(config.withDefault(Embeddings.PADDING, 32000), root, d, c.tied, rope)
                .around((_, w) -> block(c, w, rope), w -> new RmsNorm(w, c.d.hidden(), c.normEps));
    }

    private static Layer block(Phi3Config c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        int fused = Math.addExact(heads.queryWidth(), Math.multiplyExact(2, heads.keyWidth()));
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()).withWindow(c.window),
                        Qkv.stacked(a, heads, new Linear(a.at("qkv_proj"), hidden, fused, false)),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, false),
                        rope,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                new FusedGatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner()));
    }
}
