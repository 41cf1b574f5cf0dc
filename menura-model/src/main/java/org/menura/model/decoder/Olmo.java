package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
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
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Norm;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;

/** OLMo (arXiv 2402.00838): a Llama with layer norms that have no parameters, and limits on queries, keys, values. */
public final class Olmo {
    private static final float NORM_EPS = 1e-5f;

    private Olmo() {}

    /** The model's hyperparameters. */
    record OlmoConfig(Dimensions d, Activation activation, boolean attentionBias, boolean tied) {
        static OlmoConfig of(Config c) {
            return new OlmoConfig(
                    Dimensions.of(c, new Dimensions.Defaults(50304, 4096, 11008, 32, 32, 2048)),
                    Activations.of(c, "hidden_act", "silu"),
                    c.flag("attention_bias", false),
                    c.flag("tie_word_embeddings", false));
        }
    }

    /** Returns the limits of {@code clip_qkv}, or null. */
    static @Nullable QkvChange clip(Config c, Backend ops) {
        return c.has("clip_qkv") ? QkvChange.clip(ops, c.positiveNumber("clip_qkv")) : null;
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        OlmoConfig c = OlmoConfig.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        Norm norm = LayerNorm.plain(root.ops(), NORM_EPS);
        QkvChange clip = clip(config, root.ops());
        return new LlamaSkeleton(config.withDefault(Embeddings.PADDING, 1), root, c.d, c.tied, rope)
                .around((_, w) -> block(c, w, norm, rope, clip), _ -> norm);
    }

    private static Layer block(OlmoConfig c, Weights w, Norm norm, Rope rope, @Nullable QkvChange clip) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                norm,
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        clip),
                norm,
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false));
    }
}
