package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ImageEncoder;
import org.menura.model.Observer;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Block;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.PatchEmbedding;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The Vision Transformer (arXiv 2010.11929), bare or as a classifier. */
public final class Vit implements ImageEncoder {
    /** What stands on top of the tower. */
    private interface Heads {
        Map<String, Tensor> outputs(Features hidden);
    }

    private final VisionTower tower;
    private final Heads heads;

    private Vit(VisionTower tower, Heads heads) {
        this.tower = tower;
        this.heads = heads;
    }

    /** Builds the model with the heads that its {@code architectures} name. */
    public static Vit build(Config c, Weights root) {
        Weights w = root.withDeviation(c.number("initializer_range", Weights.DEFAULT_DEVIATION))
                .atIfPresent("vit", "embeddings.cls_token");
        // Files of models that were made without a pooler do not say so.
        boolean pools = !w.has("embeddings.cls_token") || w.has("pooler.dense.weight");
        VisionTower tower = tower(c, w);
        return new Vit(tower, heads(c, root, w, tower, pools));
    }

    /** Builds the tower of a larger model at w, without heads. */
    public static VisionTower inside(Config c, Weights w) {
        w.skipAll("pooler");
        return tower(c, w);
    }

    private static VisionTower tower(Config c, Weights w) {
        VisionConfig v = VisionConfig.of(c, VisionConfig.Defaults.VIT);
        boolean bias = c.flag("qkv_bias", true);
        Weights e = w.at("embeddings");
        Init init = Init.normal(Weights.DEFAULT_DEVIATION);
        e.skip("mask_token");
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < v.layers(); i++) {
            blocks.add(block(w.at("encoder.layer").at(i), v, bias));
        }
        return new VisionTower(
                w.ops(),
                v,
                new PatchEmbedding(e.at("patch_embeddings.projection"), v.channels(), v.patch(), v.hidden(), true),
                e.floats("cls_token", init, 1, v.hidden()),
                e.floats("position_embeddings", init, v.patches() + 1, v.hidden()),
                null,
                blocks,
                new LayerNorm(w.at("layernorm"), v.hidden(), v.normEps()));
    }

    private static Layer block(Weights w, VisionConfig v, boolean bias) {
        Weights a = w.at("attention");
        int hidden = v.hidden();
        return Block.preNorm(
                w.ops(),
                new LayerNorm(w.at("layernorm_before"), hidden, v.normEps()),
                new EncoderAttention(
                        w.ops(),
                        v.heads(),
                        AttentionSpec.full(v.heads().scale()),
                        Qkv.separate(a.at("attention"), "query", "key", "value", hidden, v.heads(), bias),
                        new Linear(a.at("output.dense"), hidden, hidden, true)),
                new LayerNorm(w.at("layernorm_after"), hidden, v.normEps()),
                new Mlp(
                        w.ops(),
                        v.activation(),
                        new Linear(w.at("intermediate.dense"), hidden, v.inner(), true),
                        new Linear(w.at("output.dense"), v.inner(), hidden, true)));
    }

    private static Heads heads(Config c, Weights root, Weights w, VisionTower tower, boolean pools) {
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "ViTModel" : names.getFirst();
        return switch (name) {
            case "ViTModel" -> c.flag("add_pooling_layer", true) && pools ? pooled(c, w, tower) : Vit::bare;
            case "ViTForImageClassification" -> {
                w.skipAll("pooler");
                int labels = Labels.count(c);
                Linear classifier =
                        new Linear(root.at("classifier"), tower.config().hidden(), labels, true);
                yield hidden -> {
                    Map<String, Tensor> out = bare(hidden);
                    out.put("logits", classifier.apply(Rows.first(root.ops(), hidden)));
                    return out;
                };
            }
            default -> throw c.unsupported("architectures", "supported: ViTModel, ViTForImageClassification");
        };
    }

    private static Map<String, Tensor> bare(Features hidden) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", hidden.rows());
        return out;
    }

    private static Heads pooled(Config c, Weights w, VisionTower tower) {
        int width = c.positive("pooler_output_size", tower.config().hidden());
        var activation = Activations.of(c, "pooler_act", "tanh");
        Linear dense = new Linear(w.at("pooler.dense"), tower.config().hidden(), width, true);
        Backend ops = w.ops();
        return hidden -> {
            Map<String, Tensor> out = bare(hidden);
            out.put("pooler_output", ops.activate(activation, dense.apply(Rows.first(ops, hidden))));
            return out;
        };
    }

    /** Returns the tower below the heads. */
    public VisionTower tower() {
        return tower;
    }

    @Override
    public Features encode(Tensor pixels, Observer observer) {
        return tower.encode(pixels, observer);
    }

    @Override
    public Map<String, Tensor> outputs(Features hidden) {
        return heads.outputs(hidden);
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
