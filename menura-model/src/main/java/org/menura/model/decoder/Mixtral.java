package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Experts;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;

/**
 * Mistral (arXiv 2310.06825), a Llama with a sliding window, and Mixtral (arXiv 2401.04088), a Mistral whose MLPs are
 * replaced by experts of which a router picks some for each token.
 */
public final class Mixtral {
    private Mixtral() {}

    /** The model's hyperparameters; {@code experts} is null for Mistral. */
    record MixtralConfig(
            Dimensions d,
            float normEps,
            Activation activation,
            int window,
            double ropeBase,
            boolean tied,
            Direction direction,
            @Nullable Experts experts) {
        static MixtralConfig mistral(Config c) {
            return of(c, 1e-6, 4096, 10000, null);
        }

        static MixtralConfig mixtral(Config c) {
            int inner = c.positive("intermediate_size", 14336);
            return of(c, 1e-5, 0, 1e6, Experts.of(c, "num_local_experts", 8, 2, inner, true));
        }

        private static MixtralConfig of(
                Config c, double normEps, int window, double ropeBase, @Nullable Experts experts) {
            return new MixtralConfig(
                    Dimensions.of(c, new Dimensions.Defaults(32000, 4096, 14336, 32, 32, 4096 * 32), 8),
                    c.number("rms_norm_eps", normEps),
                    Activations.of(c, "hidden_act", "silu"),
                    AttentionWindows.size(c, window),
                    ropeBase,
                    c.flag("tie_word_embeddings", false),
                    Direction.of(c),
                    experts);
        }
    }

    /** Builds a Mistral. */
    public static Decoder buildMistral(Config config, Weights root) {
        return build(config, MixtralConfig.mistral(config), root);
    }

    /** Builds a Mixtral. */
    public static Decoder build(Config config, Weights root) {
        return build(config, MixtralConfig.mixtral(config), root);
    }

    private static Decoder build(Config config, MixtralConfig c, Weights root) {
        Rope rope = Rope.of(config, root.ops(), c.d, c.ropeBase);
        Dimensions d = c.window > 0 ? c.d.withContext(Integer.MAX_VALUE) : c.d;
        return new LlamaSkeleton(config, root, d, c.tied, rope)
                .around(
                        (layer, w) -> block(c, layer, w, rope),
                        w -> new RmsNorm(w, c.d.hidden(), c.normEps),
                        c.direction);
    }

    private static Layer block(MixtralConfig c, int layer, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        c.direction.spec(heads.scale(), c.window),
                        Qkv.separate(a, hidden, heads, false),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, false),
                        rope,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                c.experts == null
                        ? new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false)
                        : c.experts.mixture(w.at("block_sparse_moe"), c.activation, hidden, "w1", "w3", "w2", layer));
    }
}
