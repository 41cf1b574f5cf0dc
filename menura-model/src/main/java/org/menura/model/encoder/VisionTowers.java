package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.PatchEmbedding;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** The vision towers of published models, by the names of their parameters. */
public final class VisionTowers {
    private VisionTowers() {}

    /**
     * Builds CLIP's tower (arXiv 2103.00020); the final norm is that of the pooled row alone and not part of the tower.
     */
    public static VisionTower clip(Config c, Weights w) {
        VisionConfig v = VisionConfig.of(c, VisionConfig.Defaults.CLIP);
        Weights e = w.at("embeddings");
        Tensor token = e.floats("class_embedding", Init.normal(Weights.DEFAULT_DEVIATION), v.hidden());
        return new VisionTower(
                w.ops(),
                v,
                new PatchEmbedding(e.at("patch_embedding"), v.channels(), v.patch(), v.hidden(), false),
                token.reshape(1, v.hidden()),
                e.matrix("position_embedding.weight", v.patches() + 1, v.hidden()),
                new LayerNorm(w.at("pre_layrnorm"), v.hidden(), v.normEps()),
                ClipBlock.stack(w, v.layers(), ClipBlock.Sizes.of(v), false),
                null);
    }

    /** Builds SigLIP's tower (arXiv 2303.15343), without class token. */
    public static VisionTower siglip(Config c, Weights w) {
        return withoutClass(VisionConfig.of(c, VisionConfig.Defaults.SIGLIP), w);
    }

    /** Idefics 3's (arXiv 2408.12637): SigLIP's, with positions by where a patch lies in its picture. */
    public static VisionTower idefics3(Config c, Weights w) {
        return withoutClass(VisionConfig.of(c, VisionConfig.Defaults.IDEFICS3), w);
    }

    private static VisionTower withoutClass(VisionConfig v, Weights w) {
        Weights e = w.at("embeddings");
        return new VisionTower(
                w.ops(),
                v,
                new PatchEmbedding(e.at("patch_embedding"), v.channels(), v.patch(), v.hidden(), true),
                null,
                e.matrix("position_embedding.weight", v.patches(), v.hidden()),
                null,
                ClipBlock.stack(w, v.layers(), ClipBlock.Sizes.of(v), false),
                new LayerNorm(w.at("post_layernorm"), v.hidden(), v.normEps()));
    }

    /** Builds BLIP-2's tower (arXiv 2301.12597), from EVA-CLIP: queries, keys and values in one projection. */
    public static VisionTower blip2(Config c, Weights w) {
        VisionConfig v = VisionConfig.of(c, VisionConfig.Defaults.BLIP2);
        boolean bias = c.flag("qkv_bias", true);
        Weights e = w.at("embeddings");
        Init init = Init.normal(Weights.DEFAULT_DEVIATION);
        int hidden = v.hidden();
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < v.layers(); i++) {
            Weights b = w.at("encoder.layers").at(i);
            Weights a = b.at("self_attn");
            Heads heads = v.heads();
            Qkv qkv = Qkv.stacked(a, heads, new Linear(a.at("qkv"), hidden, heads.fusedWidth(), bias));
            Linear out = new Linear(a.at("projection"), hidden, hidden, true);
            blocks.add(ClipBlock.block(b, ClipBlock.Sizes.of(v), false, qkv, out));
        }
        return new VisionTower(
                w.ops(),
                v,
                new PatchEmbedding(e.at("patch_embedding"), v.channels(), v.patch(), hidden, true),
                e.floats("class_embedding", init, 1, hidden),
                e.floats("position_embedding", init, v.patches() + 1, hidden),
                null,
                blocks,
                new LayerNorm(w.at("post_layernorm"), hidden, v.normEps()));
    }
}
