package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** CLIP's text tower (arXiv 2103.00020): a causal transformer whose row at the end of the text stands for all of it. */
public final class ClipText extends ClipTextTower {
    /** The end of text of configs that were written before they had the right one: then the largest id is the end. */
    private static final int LEGACY_END = 2;

    private static final Defaults DEFAULTS = new Defaults(49408, 512, 2048, 12, 8, 77, 1e-5, "quick_gelu");

    private final int end;
    private final @Nullable Linear projection;

    /** Takes the tower at w; {@code projection} makes {@code text_embeds}, or null. */
    ClipText(Config c, Weights w, @Nullable Linear projection) {
        super(c, w, DEFAULTS, true);
        this.end = c.integer("eos_token_id", 49407);
        this.projection = projection;
    }

    /** Builds the tower alone, with its projection where its {@code architectures} say so. */
    public static ClipText build(Config c, Weights root) {
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "CLIPTextModel" : names.getFirst();
        int hidden = c.positive("hidden_size", 512);
        Linear projection = switch (name) {
            case "CLIPTextModel" -> null;
            case "CLIPTextModelWithProjection" ->
                new Linear(root.at("text_projection"), hidden, c.positive("projection_dim", 512), false);
            default -> throw c.unsupported("architectures", "supported: CLIPTextModel, CLIPTextModelWithProjection");
        };
        return new ClipText(c, root.atIfPresent("text_model", "embeddings.token_embedding.weight"), projection);
    }

    /** With the row of the end of text pooled. */
    @Override
    public Map<String, Tensor> outputs(Tensor encoded, ForwardBatch step) {
        Segments s = step.segments();
        int[] rows = new int[s.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = end(step.ids(), s.start(i), s.end(i));
        }
        return outputs(encoded, ops.gatherRows(encoded, rows));
    }

    /** With each text's last row pooled: for texts that are known to stop at their end. */
    @Override
    public Map<String, Tensor> outputs(Tensor encoded, Segments segments) {
        return outputs(encoded, Rows.last(ops, encoded, segments));
    }

    private Map<String, Tensor> outputs(Tensor encoded, Tensor pooled) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", encoded);
        out.put("pooler_output", pooled);
        if (projection != null) {
            out.put("text_embeds", projection.apply(pooled));
        }
        return out;
    }

    private int end(int[] ids, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            if (end == LEGACY_END ? ids[i] > ids[best] : ids[i] == end) {
                best = i;
                if (end != LEGACY_END) {
                    break;
                }
            }
        }
        return best;
    }
}
