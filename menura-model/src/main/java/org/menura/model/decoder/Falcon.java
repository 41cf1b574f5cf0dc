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
import org.menura.model.layer.Positions;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.layer.RoundedAlibi;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/**
 * Falcon (arXiv 2311.16867) in its three styles: 7B (one key head, mixers side by side), 40B and later (groups of query
 * heads, a norm for each mixer), and RefinedWeb 1B and 7B (arXiv 2306.01116: linear position biases, one mixer after the
 * other).
 */
public final class Falcon {
    private static final String NORMS = "num_ln_in_parallel_attn";

    private Falcon() {}

    /** How a block composes its mixers: one after the other, side by side with one norm, or with a norm each. */
    private enum Style {
        SEQUENTIAL,
        ONE_NORM,
        TWO_NORMS
    }

    /** The model's hyperparameters. */
    record FalconConfig(
            Dimensions d,
            float normEps,
            Activation activation,
            boolean bias,
            boolean alibi,
            boolean stacked,
            Style style,
            boolean tied) {
        static FalconConfig of(Config c) {
            int hidden = c.positive(c.firstOf("n_embed", "hidden_size"), 4544);
            int heads = c.positive("num_attention_heads", 71);
            boolean newer = c.flag("new_decoder_architecture", false);
            return new FalconConfig(
                    new Dimensions(
                            c.positive("vocab_size", 65024),
                            hidden,
                            c.positive("ffn_hidden_size", Math.multiplyExact(4, hidden)),
                            c.positive("num_hidden_layers", 32),
                            Heads.dividing(c, "num_attention_heads", hidden, heads, keyHeads(c, newer, heads)),
                            c.positive("max_position_embeddings", 2048)),
                    c.number("layer_norm_epsilon", 1e-5),
                    Activations.of(c, "activation", "gelu"),
                    c.flag("bias", false),
                    c.flag("alibi", false),
                    c.flag(Qkv.STACKED, false),
                    style(c, newer),
                    c.flag("tie_word_embeddings", true));
        }

        private static int keyHeads(Config c, boolean newer, int heads) {
            boolean shared = c.flag("multi_query", true);
            int stated = c.positive("num_kv_heads", heads);
            if (newer) {
                return stated;
            }
            if (!shared && stated != heads) {
                throw c.unsupported("num_kv_heads", "without multi_query it must be num_attention_heads");
            }
            return shared ? 1 : heads;
        }

        private static Style style(Config c, boolean newer) {
            boolean parallel = c.flag("parallel_attn", true);
            int norms = c.integer(NORMS, newer ? 2 : 1);
            if (newer && !parallel) {
                throw c.unsupported("parallel_attn", "the new decoder architecture computes its mixers side by side");
            }
            if (newer && norms != 1 && norms != 2) {
                throw c.unsupported(NORMS, "supported: 1, 2");
            }
            if (!newer && parallel && norms == 2) {
                throw c.unsupported(NORMS, "two norms need new_decoder_architecture");
            }
            return !parallel ? Style.SEQUENTIAL : newer && norms == 2 ? Style.TWO_NORMS : Style.ONE_NORM;
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights parameters) {
        FalconConfig c = FalconConfig.of(config);
        Dimensions d = c.d;
        Weights root = parameters.withDeviation(config.number("initializer_range", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("transformer", "word_embeddings.weight");
        Rope rope = Rope.of(config, root.ops(), d, 10000);
        Positions positions = c.alibi ? new RoundedAlibi(root.ops(), d.heads()) : rope;
        Tensor table = w.matrix("word_embeddings.weight", d.vocabulary(), d.hidden());
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(d.layers(), i -> block(c, w.at("h").at(i), positions)),
                new LayerNorm(w.at("ln_f"), d.hidden(), c.normEps),
                Head.of(config, root, "lm_head", table, c.tied, false),
                d.vocabulary(),
                c.alibi ? Integer.MAX_VALUE : RopeScaling.contextLength(config, d.context()),
                c.alibi ? null : rope);
    }

    private static Layer block(FalconConfig c, Weights w, Positions positions) {
        Weights m = w.at("mlp");
        int hidden = c.d.hidden();
        Layer mixer = attention(c, w.at("self_attention"), positions);
        Layer channel = new Mlp(
                w.ops(),
                c.activation,
                new Linear(m.at("dense_h_to_4h"), hidden, c.d.inner(), c.bias),
                new Linear(m.at("dense_4h_to_h"), c.d.inner(), hidden, c.bias));
        return switch (c.style) {
            case SEQUENTIAL ->
                Block.preNorm(
                        w.ops(), norm(c, w, "input_layernorm"), mixer, norm(c, w, "post_attention_layernorm"), channel);
            case ONE_NORM -> Block.parallel(w.ops(), norm(c, w, "input_layernorm"), mixer, channel);
            case TWO_NORMS -> Block.parallel(w.ops(), norm(c, w, "ln_attn"), mixer, norm(c, w, "ln_mlp"), channel);
        };
    }

    private static Layer attention(FalconConfig c, Weights w, Positions positions) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        return new Attention(
                w,
                heads,
                AttentionSpec.causal(heads.scale()),
                Qkv.fused(w, heads, new Linear(w.at("query_key_value"), hidden, heads.fusedWidth(), c.bias), c.stacked),
                new Linear(w.at("dense"), hidden, hidden, c.bias),
                positions,
                null);
    }

    private static Layer norm(FalconConfig c, Weights w, String name) {
        return new LayerNorm(w.at(name), c.d.hidden(), c.normEps);
    }
}
