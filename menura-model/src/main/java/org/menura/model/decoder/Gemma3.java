package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.decoder.Gemma2.Gemma2Config;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;

/**
 * The language model of Gemma 3 (arXiv 2503.19786): {@link Gemma2} with norms of queries and keys in place of bounded
 * scores, and rotary positions of their own for the layers with a window, five of six.
 */
public final class Gemma3 {
    private Gemma3() {}

    private static Gemma2Config read(Config c) {
        Dimensions d = Dimensions.of(c, new Dimensions.Defaults(262208, 2304, 9216, 26, 8, 131072), 4, 256);
        int pattern = c.positive("sliding_window_pattern", 6);
        // Gemma 3's config may have it, but its attention bounds no scores.
        c.raw("attn_logit_softcapping");
        float logits = Gemma2Config.bound(c, "final_logit_softcapping", 0);
        return Gemma2Config.of(c, d, layer -> (layer + 1) % pattern != 0, 0, logits, Direction.ofGemma(c));
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Gemma2Config c = read(config);
        Ropes ropes = Ropes.of(config, root.ops(), c.d());
        return Gemma.skeleton(config, root, c.d(), c.tied(), ropes.global, false, c.logitBound())
                .around(
                        (layer, w) -> block(c, layer, w, c.windows()[layer] > 0 ? ropes.local : ropes.global),
                        w -> RmsNorm.aroundOne(w, c.d().hidden(), c.normEps()),
                        c.direction());
    }

    private static Layer block(Gemma2Config c, int layer, Weights w, Rope rope) {
        Heads heads = c.d().heads();
        Weights a = w.at("self_attn");
        QkvChange norms = QkvChange.headNorms(
                heads,
                RmsNorm.aroundOne(a.at("q_norm"), heads.dim(), c.normEps()),
                RmsNorm.aroundOne(a.at("k_norm"), heads.dim(), c.normEps()));
        return Gemma2.block(c, layer, w, rope, norms);
    }

    /** Rotary positions of the layers that see everything and of those that see a window. */
    private record Ropes(Rope global, Rope local) {
        static Ropes of(Config c, Backend ops, Dimensions d) {
            Config newer = c.object("rope_parameters");
            if (newer == null || !newer.has("full_attention")) {
                float localBase = c.number("rope_local_base_freq", 10000);
                return new Ropes(Rope.of(c, ops, d, 1e6), rope(c, ops, d, null, localBase));
            }
            Config local = newer.object("sliding_attention");
            Rope turned = rope(c, ops, d, local, 10000);
            if (!turned.keeps(1, Integer.MAX_VALUE)) {
                throw newer.unsupported(
                        "sliding_attention", "positions of windowed layers cannot depend on the length");
            }
            return new Ropes(rope(c, ops, d, newer.object("full_attention"), 1e6), turned);
        }

        private static Rope rope(Config c, Backend ops, Dimensions d, @Nullable Config scaling, double defaultBase) {
            double base = scaling == null ? defaultBase : scaling.number("rope_theta", defaultBase);
            Config sized = c.withDefault("max_position_embeddings", d.context());
            return new Rope(
                    ops, RopeScaling.of(sized, scaling, d.heads().dim(), base), c.flag(Rope.INTERLEAVED, false));
        }
    }
}
