package org.menura.model.decoder;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/**
 * Gemma 2 (arXiv 2408.00118): a {@link Gemma} with norms before and after both mixers, bounded scores and logits, and
 * windows in every second layer.
 */
public final class Gemma2 {
    private Gemma2() {}

    /**
     * The model's hyperparameters, also those of Gemma 3.
     *
     * @param windows one entry per layer, 0 for none
     * @param scale factor of the scores
     * @param scoreBound bound of the scores, 0 for none
     * @param logitBound bound of the logits, 0 for none
     */
    record Gemma2Config(
            Dimensions d,
            float normEps,
            Activation activation,
            boolean attentionBias,
            boolean tied,
            int[] windows,
            float scale,
            float scoreBound,
            float logitBound,
            Direction direction) {
        static Gemma2Config of(Config c) {
            Dimensions d = Dimensions.of(c, new Dimensions.Defaults(256000, 2304, 9216, 26, 8, 8192), 4, 256);
            float scores = bound(c, "attn_logit_softcapping", 50);
            c.refuseUnless("use_bidirectional_attention", "false");
            IntPredicate sliding = layer -> layer % 2 == 0;
            return of(c, d, sliding, scores, bound(c, "final_logit_softcapping", 30), Direction.of(c));
        }

        /** Reads the hyperparameters that both generations have in the same way. */
        static Gemma2Config of(
                Config c, Dimensions d, IntPredicate sliding, float scoreBound, float logitBound, Direction direction) {
            int window = AttentionWindows.size(c, 4096);
            // Of a window in both directions each has a half, and the own position.
            int reach = c.flag("use_bidirectional_attention", false) && window > 0 ? window / 2 + 1 : window;
            return new Gemma2Config(
                    d,
                    c.number("rms_norm_eps", 1e-6),
                    Activations.of(c, "hidden_activation", "gelu_pytorch_tanh"),
                    c.flag("attention_bias", false),
                    c.flag("tie_word_embeddings", true),
                    AttentionWindows.perLayer(c, d.layers(), reach, sliding),
                    (float) (1 / Math.sqrt(c.positiveNumber("query_pre_attn_scalar", 256))),
                    scoreBound,
                    logitBound,
                    direction);
        }

        /** Reads a bound that null takes away. */
        static float bound(Config c, String field, float fallback) {
            return c.lacks(field) ? fallback : c.positiveNumber(field, 0);
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Gemma2Config c = Gemma2Config.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        return Gemma.skeleton(config, root, c.d, c.tied, rope, true, c.logitBound)
                .around(
                        (layer, w) -> block(c, layer, w, rope, null),
                        w -> RmsNorm.aroundOne(w, c.d.hidden(), c.normEps),
                        c.direction);
    }

    /**
     * Builds one block, also of Gemma 3.
     *
     * @param change change of queries and keys before they are turned, or null
     */
    static Layer block(Gemma2Config c, int layer, Weights w, Rope rope, @Nullable QkvChange change) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        AttentionSpec spec = c.direction.spec(c.scale, c.windows[layer]).withSoftcap(c.scoreBound);
        return Block.sandwich(
                w.ops(),
                RmsNorm.aroundOne(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        spec,
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        change),
                RmsNorm.aroundOne(w.at("post_attention_layernorm"), hidden, c.normEps),
                RmsNorm.aroundOne(w.at("pre_feedforward_layernorm"), hidden, c.normEps),
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false),
                RmsNorm.aroundOne(w.at("post_feedforward_layernorm"), hidden, c.normEps));
    }
}
