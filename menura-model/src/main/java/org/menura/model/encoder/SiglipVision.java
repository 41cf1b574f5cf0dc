package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.ImageEncoder;
import org.menura.model.Observer;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** SigLIP's vision tower (arXiv 2303.15343), whose patches a learned query pools by attention (arXiv 2106.04560). */
public final class SiglipVision implements ImageEncoder {
    private final VisionTower tower;
    private final @Nullable Pooling head;

    /** One learned query that attends to all patches, then an MLP. */
    private static final class Pooling {
        private final Backend ops;
        private final VisionConfig config;
        private final Tensor probe; // [1, hidden]
        private final Linear q;
        private final Linear k;
        private final Linear v;
        private final Linear out;
        private final LayerNorm norm;
        private final Mlp mlp;

        Pooling(VisionConfig c, Weights w) {
            ops = w.ops();
            config = c;
            int n = c.hidden();
            probe = w.floats("probe", Init.normal(Weights.DEFAULT_DEVIATION), 1, n);
            Weights a = w.at("attention");
            Tensor weight = a.floats("in_proj_weight", Init.normal(Weights.DEFAULT_DEVIATION), 3L * n, n);
            Tensor bias = a.zeros("in_proj_bias", 3L * n);
            q = new Linear(ops, weight.rows(0, n), bias.rows(0, n));
            k = new Linear(ops, weight.rows(n, 2L * n), bias.rows(n, 2L * n));
            v = new Linear(ops, weight.rows(2L * n, 3L * n), bias.rows(2L * n, 3L * n));
            out = new Linear(a.at("out_proj"), n, n, true);
            norm = new LayerNorm(w.at("layernorm"), n, c.normEps());
            mlp = ClipBlock.mlp(w.at("mlp"), ClipBlock.Sizes.of(c));
        }

        /** Pools patches into images: [patches, hidden] → [images, hidden]. */
        Tensor apply(Features x) {
            int pictures = x.segments().count();
            Tensor queries = q.apply(ops.gatherRows(probe, new int[pictures]));
            Qkv.Projected p = new Qkv.Projected(queries, k.apply(x.rows()), v.apply(x.rows()));
            Segments single = Segments.ofLengths(
                    IntStream.generate(() -> 1).limit(pictures).toArray());
            AttentionSpec spec = AttentionSpec.full(config.heads().scale());
            Tensor y = out.apply(EncoderAttention.attend(ops, config.heads(), spec, p, single, x.segments()));
            return ops.add(y, mlp.forward(norm.apply(y), ForwardBatch.rows(1)));
        }
    }

    /** Takes the tower at w. */
    SiglipVision(Config c, Weights w) {
        tower = VisionTowers.siglip(c, w);
        head = c.flag("vision_use_head", true) ? new Pooling(tower.config(), w.at("head")) : null;
    }

    /** Builds the tower alone. */
    public static SiglipVision build(Config c, Weights root) {
        SubConfigs.architecture(c, "SiglipVisionModel");
        return new SiglipVision(c, root.atIfPresent("vision_model", "embeddings.patch_embedding.weight"));
    }

    /** Builds the tower of a larger model at w, without projection. */
    public static SiglipVision inside(Config c, Weights w) {
        return new SiglipVision(c, w.atIfPresent("vision_model", "embeddings.patch_embedding.weight"));
    }

    /** Returns the tower below the head. */
    public VisionTower tower() {
        return tower;
    }

    @Override
    public Features encode(Tensor pixels, Observer observer) {
        return tower.encode(pixels, observer);
    }

    @Override
    public Map<String, Tensor> outputs(Features hidden) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", hidden.rows());
        if (head != null) {
            out.put("pooler_output", head.apply(hidden));
        }
        return out;
    }

    @Override
    public int hiddenSize() {
        return tower.config().hidden();
    }

    @Override
    public Backend ops() {
        return tower.ops();
    }
}
