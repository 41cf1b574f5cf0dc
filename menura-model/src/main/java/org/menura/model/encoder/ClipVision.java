package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ImageEncoder;
import org.menura.model.Observer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** CLIP's vision tower (arXiv 2103.00020), whose class token, normed, stands for the whole picture. */
public final class ClipVision implements ImageEncoder {
    private final VisionTower tower;
    private final LayerNorm after;
    private final @Nullable Linear projection;

    /** Takes the tower at w; {@code projection} makes {@code image_embeds}, or null. */
    ClipVision(Config c, Weights w, @Nullable Linear projection) {
        tower = VisionTowers.clip(c, w);
        after = new LayerNorm(
                w.at("post_layernorm"), tower.config().hidden(), tower.config().normEps());
        this.projection = projection;
    }

    /** Builds the tower alone, with its projection where its {@code architectures} say so. */
    public static ClipVision build(Config c, Weights root) {
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "CLIPVisionModel" : names.getFirst();
        int hidden = c.positive("hidden_size", VisionConfig.Defaults.CLIP.hidden());
        Linear projection = switch (name) {
            case "CLIPVisionModel" -> null;
            case "CLIPVisionModelWithProjection" ->
                new Linear(root.at("visual_projection"), hidden, c.positive("projection_dim", 512), false);
            default ->
                throw c.unsupported("architectures", "supported: CLIPVisionModel, CLIPVisionModelWithProjection");
        };
        return new ClipVision(c, root.atIfPresent("vision_model", "embeddings.class_embedding"), projection);
    }

    /** Builds the tower of a larger model at w, without projection. */
    public static ClipVision inside(Config c, Weights w) {
        return new ClipVision(c, w.atIfPresent("vision_model", "embeddings.class_embedding"), null);
    }

    /** Returns the tower below the pooled row's norm. */
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
        Tensor pooled = after.apply(Rows.first(ops(), hidden)); // [pictures, hidden]
        out.put("last_hidden_state", hidden.rows());
        out.put("pooler_output", pooled);
        if (projection != null) {
            out.put("image_embeds", projection.apply(pooled));
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
