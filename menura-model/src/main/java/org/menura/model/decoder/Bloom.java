package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Alibi;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/** BLOOM (arXiv 2211.05100): linear position biases (arXiv 2108.12409) and a norm after the embeddings. */
public final class Bloom {
    private Bloom() {}

    /**
     * The model's hyperparameters.
     *
     * @param normedResidual whether residuals are taken from behind the norms
     * @param sliced whether products of the two output layers are summed over the slices of the training, which
     *     transformers does without their biases
     */
    record BloomConfig(
            Dimensions d, float normEps, boolean normedResidual, boolean sliced, boolean stacked, boolean tied) {
        static BloomConfig of(Config c) {
            int hidden = c.positive(c.firstOf("n_embed", "hidden_size"), 64);
            String headField = c.firstOf("num_attention_heads", "n_head");
            int heads = c.positive(headField, 8);
            return new BloomConfig(
                    new Dimensions(
                            c.positive("vocab_size", 250880),
                            hidden,
                            Math.multiplyExact(4, hidden),
                            c.positive(c.firstOf("num_hidden_layers", "n_layer"), 2),
                            Heads.dividing(c, headField, hidden, heads, heads),
                            Integer.MAX_VALUE),
                    c.number("layer_norm_epsilon", 1e-5),
                    c.flag("apply_residual_connection_post_layernorm", false),
                    c.flag("slow_but_exact", false) && c.integer("pretraining_tp", 1) > 1,
                    c.flag(Qkv.STACKED, false),
                    c.flag("tie_word_embeddings", true));
        }

        Linear output(Weights w, int in) {
            if (sliced) {
                w.skip("bias");
            }
            return new Linear(w, in, d.hidden(), !sliced);
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights parameters) {
        BloomConfig c = BloomConfig.of(config);
        Dimensions d = c.d;
        Weights root = parameters.withDeviation(config.number("initializer_range", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("transformer", "word_embeddings.weight");
        Tensor table = w.matrix("word_embeddings.weight", d.vocabulary(), d.hidden());
        LayerNorm first = new LayerNorm(w.at("word_embeddings_layernorm"), d.hidden(), c.normEps);
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table, first::apply),
                Decoder.stack(d.layers(), i -> block(c, w.at("h").at(i))),
                new LayerNorm(w.at("ln_f"), d.hidden(), c.normEps),
                Head.of(config, root, "lm_head", table, c.tied, false),
                d.vocabulary(),
                d.context(),
                null);
    }

    private static Layer block(BloomConfig c, Weights w) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attention");
        Weights m = w.at("mlp");
        Layer mixerNorm = new LayerNorm(w.at("input_layernorm"), hidden, c.normEps);
        Layer mixer = new Attention(
                a,
                heads,
                AttentionSpec.causal(heads.scale()).withSlopes(Alibi.slopes(heads.queries())),
                Qkv.fused(a, heads, new Linear(a.at("query_key_value"), hidden, heads.fusedWidth(), true), c.stacked),
                c.output(a.at("dense"), hidden),
                null,
                null);
        Layer channelNorm = new LayerNorm(w.at("post_attention_layernorm"), hidden, c.normEps);
        Layer channel = new Mlp(
                w.ops(),
                Activation.GELU_TANH,
                new Linear(m.at("dense_h_to_4h"), hidden, c.d.inner(), true),
                c.output(m.at("dense_4h_to_h"), c.d.inner()));
        return c.normedResidual
                ? Block.normedResidual(w.ops(), mixerNorm, mixer, channelNorm, channel)
                : Block.preNorm(w.ops(), mixerNorm, mixer, channelNorm, channel);
    }
}
