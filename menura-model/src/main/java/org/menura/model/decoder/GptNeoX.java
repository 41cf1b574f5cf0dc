package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
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

/** GPT-NeoX (arXiv 2204.06745), also Pythia (arXiv 2304.01373): both mixers read the block's input side by side. */
public final class GptNeoX {
    private GptNeoX() {}

    /** The model's hyperparameters. */
    record GptNeoXConfig(
            Dimensions d,
            float normEps,
            Activation activation,
            boolean attentionBias,
            boolean stacked,
            boolean parallel,
            boolean tied) {
        static GptNeoXConfig of(Config c) {
            int hidden = c.positive("hidden_size", 6144);
            int heads = c.positive("num_attention_heads", 64);
            return new GptNeoXConfig(
                    new Dimensions(
                            c.positive("vocab_size", 50432),
                            hidden,
                            c.positive("intermediate_size", 24576),
                            c.positive("num_hidden_layers", 44),
                            Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                            c.positive("max_position_embeddings", 2048)),
                    c.number("layer_norm_eps", 1e-5),
                    Activations.of(c, "hidden_act", "gelu"),
                    c.flag("attention_bias", true),
                    c.flag(Qkv.STACKED, false),
                    c.flag("use_parallel_residual", true),
                    c.flag("tie_word_embeddings", false));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights parameters) {
        GptNeoXConfig c = GptNeoXConfig.of(config);
        Dimensions d = c.d;
        Weights root = parameters.withDeviation(config.number("initializer_range", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("gpt_neox", "embed_in.weight");
        Rope rope = Rope.of(
                config.withDefault("max_position_embeddings", d.context()),
                root.ops(),
                RopeScaling.rotaryDim(config, d.heads().dim(), 0.25),
                10000);
        Tensor table = w.matrix("embed_in.weight", d.vocabulary(), d.hidden());
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(d.layers(), i -> block(c, w.at("layers").at(i), rope)),
                new LayerNorm(w.at("final_layer_norm"), d.hidden(), c.normEps),
                Head.of(config, root, "embed_out", table, c.tied, false),
                d.vocabulary(),
                RopeScaling.contextLength(config, d.context()),
                rope);
    }

    private static Layer block(GptNeoXConfig c, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("attention");
        Weights m = w.at("mlp");
        Layer mixerNorm = new LayerNorm(w.at("input_layernorm"), hidden, c.normEps);
        Layer mixer = new Attention(
                a,
                heads,
                AttentionSpec.causal(heads.scale()),
                Qkv.fused(
                        a,
                        heads,
                        new Linear(a.at("query_key_value"), hidden, heads.fusedWidth(), c.attentionBias),
                        c.stacked),
                new Linear(a.at("dense"), hidden, hidden, c.attentionBias),
                rope,
                null);
        Layer channelNorm = new LayerNorm(w.at("post_attention_layernorm"), hidden, c.normEps);
        Layer channel = new Mlp(
                w.ops(),
                c.activation,
                new Linear(m.at("dense_h_to_4h"), hidden, c.d.inner(), true),
                new Linear(m.at("dense_4h_to_h"), c.d.inner(), hidden, true));
        return c.parallel
                ? Block.parallel(w.ops(), mixerNorm, mixer, channelNorm, channel)
                : Block.preNorm(w.ops(), mixerNorm, mixer, channelNorm, channel);
    }
}
