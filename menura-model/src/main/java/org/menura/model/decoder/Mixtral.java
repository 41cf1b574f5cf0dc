package org.menura.model.decoder;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.MixtureOfExperts;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/**
 * Mistral (arXiv 2310.06825), a Llama with a sliding window, and Mixtral (arXiv 2401.04088), a Mistral whose MLPs are
 * replaced by experts of which a router picks some for each token.
 */
public final class Mixtral {
    private Mixtral() {}

    /** What changes the computation; {@code experts} is 0 for Mistral. */
    record MixtralConfig(
            Dimensions d, float normEps, Activation activation, int window, boolean tied, int experts, int chosen) {
        static MixtralConfig of(Config c, boolean sparse) {
            return new MixtralConfig(
                    Dimensions.of(c, new Dimensions.Defaults(32000, 4096, 14336, 32, 32, 4096 * 32), 8),
                    c.number("rms_norm_eps", sparse ? 1e-5 : 1e-6),
                    Activations.of(c, "hidden_act", "silu"),
                    // Mistral's default of 4096 holds where the field is absent, not where it is null.
                    sparse || !c.raw("sliding_window").isMissingNode() ? c.integer("sliding_window", 0) : 4096,
                    c.flag("tie_word_embeddings", false),
                    sparse ? c.positive("num_local_experts", 8) : 0,
                    sparse ? c.positive("num_experts_per_tok", 2) : 0);
        }
    }

    /** Builds a Mixtral. */
    public static Decoder build(Config config, Weights root) {
        MixtralConfig c = MixtralConfig.of(config, true);
        if (c.chosen > c.experts) {
            throw config.unsupported("num_experts_per_tok", "there are only " + c.experts + " experts");
        }
        return build(config, c, root);
    }

    /** Builds a Mistral. */
    public static Decoder buildMistral(Config config, Weights root) {
        return build(config, MixtralConfig.of(config, false), root);
    }

    private static Decoder build(Config config, MixtralConfig c, Weights root) {
        Dimensions d = c.d;
        Weights w = root.atIfPresent("model", "embed_tokens.weight");
        Rope rope = Rope.of(config, root.ops(), d.heads().dim(), c.experts > 0 ? 1e6 : 10000);
        Tensor table = w.matrix("embed_tokens.weight", d.vocabulary(), d.hidden());
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(d.layers(), i -> block(c, i, w.at("layers").at(i), rope)),
                new RmsNorm(w.at("norm"), d.hidden(), c.normEps),
                Head.of(root, table, c.tied),
                d.vocabulary(),
                c.window > 0 ? Integer.MAX_VALUE : d.context(),
                rope);
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
                        AttentionSpec.causal(heads.scale()).withWindow(c.window),
                        Qkv.separate(a, hidden, heads, false),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, false),
                        rope,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                c.experts == 0
                        ? new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false)
                        : experts(c, layer, w.at("block_sparse_moe")));
    }

    private static Layer experts(MixtralConfig c, int layer, Weights w) {
        int hidden = c.d.hidden();
        int inner = c.d.inner();
        Linear router = new Linear(w.at("gate"), hidden, c.experts, false);
        List<Layer> experts = new ArrayList<>();
        for (int e = 0; e < c.experts; e++) {
            Weights x = w.at("experts").at(e);
            experts.add(new GatedMlp(
                    w.ops(),
                    c.activation,
                    new Linear(x.at("w1"), hidden, inner, false),
                    new Linear(x.at("w3"), hidden, inner, false),
                    new Linear(x.at("w2"), inner, hidden, false)));
        }
        return new MixtureOfExperts(w.ops(), router, experts, c.chosen, true, layer);
    }
}
