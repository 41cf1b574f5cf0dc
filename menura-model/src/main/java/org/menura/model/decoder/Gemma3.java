package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.decoder.Gemma2.Gemma2Config;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;

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
        WindowedRopes ropes =
                WindowedRopes.of(config, root.ops(), c.d(), 1e6, config.number("rope_local_base_freq", 10000), 10000);
        return Gemma.skeleton(config, root, c.d(), c.tied(), ropes.global(), false, c.logitBound())
                .around(
                        (layer, w) -> block(c, layer, w, ropes.of(c.windows()[layer])),
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
}
