package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * SigLIP's text tower (arXiv 2303.15343): attention in both directions over a text padded to full length, whose last row
 * stands for all of it.
 */
public final class SiglipText extends ClipTextTower {
    private static final Defaults DEFAULTS = new Defaults(32000, 768, 3072, 12, 12, 64, 1e-6, "gelu_pytorch_tanh");

    private final Linear head;

    SiglipText(Config c, Weights w) {
        super(c, w, DEFAULTS, false);
        head = new Linear(w.at("head"), hidden, c.positive("projection_size", hidden), true);
    }

    /** Builds the tower alone. */
    public static SiglipText build(Config c, Weights root) {
        SubConfigs.architecture(c, "SiglipTextModel");
        return new SiglipText(c, root.atIfPresent("text_model", "embeddings.token_embedding.weight"));
    }

    @Override
    public Map<String, Tensor> outputs(Tensor encoded, Segments segments) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", encoded);
        out.put("pooler_output", head.apply(Rows.last(ops, encoded, segments)));
        return out;
    }
}
