package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/** Phi 1, 1.5 and 2 (arXiv 2306.11644, 2309.05463): one norm for both mixers, rotary positions in a part of each head. */
public final class Phi {
    private Phi() {}

    /** The model's hyperparameters; {@code normed} is whether queries and keys have norms. */
    record PhiConfig(Dimensions d, float normEps, Activation activation, boolean normed, boolean tied) {
        static PhiConfig of(Config c) {
            return new PhiConfig(
                    Dimensions.of(c, new Dimensions.Defaults(51200, 2048, 8192, 24, 32, 2048)),
                    c.number("layer_norm_eps", 1e-5),
                    Activations.of(c, "hidden_act", "gelu_new"),
                    c.flag("qk_layernorm", false),
                    c.flag("tie_word_embeddings", false));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights parameters) {
        PhiConfig c = PhiConfig.of(config);
        Dimensions d = c.d;
        Weights root = parameters.withDeviation(config.number("initializer_range", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("model", "embed_tokens.weight");
        Rope rope = Rope.of(
                config.withDefault("max_position_embeddings", d.context()),
                root.ops(),
                RopeScaling.rotaryDim(config, d.heads().dim(), 0.5),
                10000);
        Tensor table = w.matrix("embed_tokens.weight", d.vocabulary(), d.hidden());
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table, Embeddings.padding(config, d.vocabulary())),
                Decoder.stack(d.layers(), i -> block(c, w.at("layers").at(i), rope)),
                new LayerNorm(w.at("final_layernorm"), d.hidden(), c.normEps),
                Head.of(config, root, "lm_head", table, c.tied, true),
                d.vocabulary(),
                RopeScaling.contextLength(config, d.context()),
                rope);
    }

    private static Layer block(PhiConfig c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        Weights m = w.at("mlp");
        return Block.parallel(
                w.ops(),
                new LayerNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.causal(heads.scale()),
                        Qkv.separate(a, hidden, heads, true),
                        new Linear(a.at("dense"), heads.queryWidth(), hidden, true),
                        rope,
                        norms(c, a)),
                new Mlp(
                        w.ops(),
                        c.activation,
                        new Linear(m.at("fc1"), hidden, c.d.inner(), true),
                        new Linear(m.at("fc2"), c.d.inner(), hidden, true)));
    }

    private static @Nullable QkvChange norms(PhiConfig c, Weights w) {
        if (!c.normed) {
            return null;
        }
        int dim = c.d.heads().dim();
        return QkvChange.headNorms(
                c.d.heads(),
                new LayerNorm(w.at("q_layernorm"), dim, c.normEps),
                new LayerNorm(w.at("k_layernorm"), dim, c.normEps));
    }
}
