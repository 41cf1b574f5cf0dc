package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/**
 * OPT (arXiv 2205.01068). The model of 350 million parameters norms after each residual sum and has narrower embeddings
 * than blocks.
 */
public final class Opt {
    /** Entry of the first position; fairseq's tables began with those of its special tokens. */
    private static final int FIRST_POSITION = 2;

    private static final float NORM_EPS = 1e-5f;

    private Opt() {}

    /**
     * The model's hyperparameters.
     *
     * @param width width of the embeddings
     * @param preNorm whether norms come before the mixers rather than after the residual sums
     * @param finalNorm whether a norm follows the last block
     * @param bias whether linear layers have a bias
     * @param affine whether norms have parameters
     */
    record OptConfig(
            Dimensions d,
            int width,
            Activation activation,
            boolean preNorm,
            boolean finalNorm,
            boolean bias,
            boolean affine,
            boolean tied) {
        static OptConfig of(Config c) {
            int hidden = c.positive("hidden_size", 768);
            int heads = c.positive("num_attention_heads", 12);
            boolean preNorm = c.flag("do_layer_norm_before", true);
            return new OptConfig(
                    new Dimensions(
                            c.positive("vocab_size", 50272),
                            hidden,
                            c.positive("ffn_dim", 3072),
                            c.positive("num_hidden_layers", 12),
                            Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                            c.positive("max_position_embeddings", 2048)),
                    c.positive("word_embed_proj_dim", hidden),
                    Activations.of(c, "activation_function", "relu"),
                    preNorm,
                    preNorm && !c.flag("_remove_final_layer_norm", false),
                    c.flag("enable_bias", true),
                    c.flag("layer_norm_elementwise_affine", true),
                    c.flag("tie_word_embeddings", true));
        }

        LayerNorm norm(Weights w) {
            return affine ? new LayerNorm(w, d.hidden(), NORM_EPS) : LayerNorm.plain(w.ops(), NORM_EPS);
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights parameters) {
        OptConfig c = OptConfig.of(config);
        Dimensions d = c.d;
        Weights root = parameters.withDeviation(config.number("init_std", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("model", "decoder.embed_tokens.weight").at("decoder");
        Tensor table = w.matrix("embed_tokens.weight", d.vocabulary(), c.width);
        return new Decoder(
                root,
                embedding(c, w, table, Embeddings.padding(config.withDefault(Embeddings.PADDING, 1), d.vocabulary())),
                Decoder.stack(d.layers(), i -> block(c, w.at("layers").at(i))),
                ending(c, w),
                Head.of(config, root, "lm_head", table, c.tied, false),
                d.vocabulary(),
                d.context(),
                null);
    }

    private static Layer embedding(OptConfig c, Weights w, Tensor table, int padding) {
        int hidden = c.d.hidden();
        var ops = w.ops();
        PositionTable positions = new PositionTable(w.at("embed_positions"), c.d.context(), hidden, FIRST_POSITION);
        Layer words = Decoder.lookup(ops, table, padding);
        if (c.width == hidden) {
            return (x, step) -> ops.add(words.forward(x, step), positions.at(step));
        }
        Linear in = new Linear(w.at("project_in"), c.width, hidden, false);
        return (x, step) -> ops.add(in.apply(words.forward(x, step)), positions.at(step));
    }

    /** The final norm and the projection to the width of the embeddings, as far as the model has them. */
    private static Layer ending(OptConfig c, Weights w) {
        Layer norm = c.finalNorm ? c.norm(w.at("final_layer_norm")) : (x, _) -> x;
        if (c.width == c.d.hidden()) {
            return norm;
        }
        Linear out = new Linear(w.at("project_out"), c.d.hidden(), c.width, false);
        return (x, step) -> out.apply(norm.forward(x, step));
    }

    private static Layer block(OptConfig c, Weights w) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        Layer mixer = new Attention(
                a,
                heads,
                AttentionSpec.causal(heads.scale()),
                Qkv.separate(a, hidden, heads, c.bias),
                new Linear(a.at("out_proj"), hidden, hidden, c.bias),
                null,
                null);
        Layer mixerNorm = c.norm(w.at("self_attn_layer_norm"));
        Layer channel = new Mlp(
                w.ops(),
                c.activation,
                new Linear(w.at("fc1"), hidden, c.d.inner(), c.bias),
                new Linear(w.at("fc2"), c.d.inner(), hidden, c.bias));
        Layer channelNorm = c.norm(w.at("final_layer_norm"));
        return c.preNorm
                ? Block.preNorm(w.ops(), mixerNorm, mixer, channelNorm, channel)
                : Block.postNorm(w.ops(), mixer, mixerNorm, channel, channelNorm);
    }
}
