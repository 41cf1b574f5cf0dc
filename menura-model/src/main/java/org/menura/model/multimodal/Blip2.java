package org.menura.model.multimodal;

import java.util.List;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.encoder.VisionTower;
import org.menura.model.encoder.VisionTowers;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** BLIP-2 (arXiv 2301.12597): a vision transformer, a Q-Former, a linear layer, a frozen language model. */
public final class Blip2 {
    private Blip2() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights w, DecoderBuilder decoders) {
        SubConfigs.architecture(c, "Blip2ForConditionalGeneration", "Blip2Model");
        Config text = Backbones.config(c, "opt");
        Config q = SubConfigs.of(c, "qformer_config");
        VisionTower tower = VisionTowers.blip2(SubConfigs.of(c, "vision_config"), w.at("vision_model"));
        q = q.withDefault("encoder_hidden_size", tower.config().hidden());
        if (q.positive("encoder_hidden_size") != tower.config().hidden()) {
            throw q.unsupported(
                    "encoder_hidden_size",
                    "the encoder's hidden_size is " + tower.config().hidden());
        }
        QFormer former = QFormer.build(q, w.at("qformer"));
        Tensor queries = w.floats(
                "query_tokens",
                Init.normal(Weights.DEFAULT_DEVIATION),
                c.positive("num_query_tokens", 32),
                former.hiddenSize());
        Linear linear = new Linear(w.at("language_projection"), former.hiddenSize(), Backbones.width(text), true);
        CausalModel backbone = Backbones.build(text, w, decoders);
        String token = c.firstOf("image_token_id", "image_token_index");
        InputModality image = new InputModality(
                Modality.IMAGE,
                c.has(token) ? c.integer(token) : -1,
                (inputs, observer) -> tower.encode(inputs.values(), observer),
                former.projector(queries, linear));
        return new MultimodalModel(backbone, List.of(image), ImagePlaceholders.BEFORE_TEXT);
    }
}
