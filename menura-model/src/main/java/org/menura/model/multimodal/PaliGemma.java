package org.menura.model.multimodal;

import java.util.List;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.encoder.VisionTower;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;

/** PaliGemma (arXiv 2407.07726): SigLIP, one linear layer, and Gemma, which reads prompts in both directions. */
public final class PaliGemma {
    private PaliGemma() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights root, DecoderBuilder decoders) {
        SubConfigs.architecture(c, "PaliGemmaForConditionalGeneration");
        Weights w = Backbones.eitherLayout(root, "multi_modal_projector.linear.weight");
        // That the prompt is seen in both directions is what this family is about; newer files say so of the text part.
        Config text = Backbones.headed(c, "gemma").without("use_bidirectional_attention");
        VisionTower tower = SiglipVision.inside(SubConfigs.of(c, "vision_config"), w.at("vision_tower"))
                .tower();
        int width = c.positive("projection_dim", 2048);
        if (width != Backbones.width(text)) {
            throw c.unsupported("projection_dim", "the language model's embeddings have " + Backbones.width(text));
        }
        Linear linear =
                new Linear(w.at("multi_modal_projector.linear"), tower.config().hidden(), width, true);
        CausalModel backbone = Backbones.buildUnbounded(text, w, decoders);
        InputModality image = new InputModality(
                Modality.IMAGE,
                c.integer(c.firstOf("image_token_id", "image_token_index"), 256000),
                (inputs, observer) -> tower.encode(inputs.values(), observer),
                Backbones.unscaled(text, w, Projectors.linear(linear)));
        return new MultimodalModel(backbone, List.of(image), ImagePlaceholders.BEFORE_LINE);
    }
}
