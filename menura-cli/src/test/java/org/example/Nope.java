package org.example;

import org.menura.model.Config;
import org.menura.model.decoder.Decoder;
import org.menura.model.decoder.LlamaSkeleton;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** A Llama without positions (NoPE, arXiv 2305.19466): its causal mask alone tells the order of tokens. */
final class Nope {
    private static final float NORM_EPS = 1e-6f;

    private Nope() {}

    static Decoder build(Config config, Weights w) {
        Dimensions d = Dimensions.of(config, new Dimensions.Defaults(32000, 512, 1376, 8, 8, 2048));
        return new LlamaSkeleton(config, w, d, config.flag("tie_word_embeddings", false), null)
                .around((_, at) -> block(d, at), at -> new RmsNorm(at, d.hidden(), NORM_EPS));
    }

    private static Layer block(Dimensions d, Weights w) {
        int hidden = d.hidden();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, NORM_EPS),
                new Attention(
                        a,
                        d.heads(),
                        AttentionSpec.causal(d.heads().scale()),
                        Qkv.separate(a, hidden, d.heads(), false),
                        new Linear(a.at("o_proj"), d.heads().queryWidth(), hidden, false),
                        null,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, NORM_EPS),
                new GatedMlp(w.at("mlp"), Activation.SILU, hidden, d.inner(), false));
    }
}
