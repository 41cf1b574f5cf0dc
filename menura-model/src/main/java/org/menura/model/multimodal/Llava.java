package org.menura.model.multimodal;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.encoder.ClipVision;
import org.menura.model.encoder.Sections;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.VisionTower;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** LLaVA (arXiv 2304.08485, 2310.03744): a layer of CLIP's vision tower, an MLP of two layers, any language model. */
public final class Llava {
    private Llava() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights root) {
        Sections.architecture(c, "LlavaForConditionalGeneration");
        Weights w = Backbones.eitherLayout(root, "multi_modal_projector.linear_1.weight");
        Config text = Backbones.config(c, "llama");
        VisionTower tower = tower(Sections.of(c, "vision_config"), w.at("vision_tower"));
        int[] layers = layers(c, tower);
        boolean dropsClass = switch (c.text("vision_feature_select_strategy", "default")) {
            case "default" -> true;
            case "full" -> false;
            default -> throw c.unsupported("vision_feature_select_strategy", "supported: default, full");
        };
        int width = Backbones.width(text);
        boolean bias = c.flag("multimodal_projector_bias", true);
        Weights p = w.at("multi_modal_projector");
        InputProjector projector = Projectors.mlp(
                w.ops(),
                new Linear(p.at("linear_1"), layers.length * tower.config().hidden(), width, bias),
                Activations.of(c, "projector_hidden_act", "gelu"),
                new Linear(p.at("linear_2"), width, width, bias));
        CausalModel backbone = Backbones.build(text, w);
        int placeholder = c.integer(c.firstOf("image_token_id", "image_token_index"), 32000);
        ModalityEncoder encoder = (inputs, _) -> features(tower, inputs.values(), layers, dropsClass);
        return new MultimodalModel(
                backbone, List.of(new Sense("image", placeholder, encoder, projector)), Prompting.IN_TEXT);
    }

    private static VisionTower tower(Config v, Weights w) {
        return switch (v.text("model_type", "clip_vision_model")) {
            case "clip_vision_model" -> ClipVision.inside(v, w).tower();
            case "siglip_vision_model" -> SiglipVision.inside(v, w).tower();
            default -> throw v.unsupported("model_type", "supported: clip_vision_model, siglip_vision_model");
        };
    }

    /** Which layers' outputs are taken, counted from the embeddings; negative numbers count from the end. */
    private static int[] layers(Config c, VisionTower tower) {
        String name = "vision_feature_layer";
        int count = tower.blocks().size() + 1;
        float[] given = c.raw(name).isArray() ? c.numbers(name) : new float[] {c.number(name, -2)};
        int[] out = new int[given.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) (given[i] < 0 ? given[i] + count : given[i]);
            if (out[i] < 0 || out[i] >= count) {
                throw c.unsupported(name, "the vision tower has %d layers".formatted(count - 1));
            }
        }
        return out;
    }

    private static Features features(VisionTower tower, Tensor pixels, int[] layers, boolean dropsFirst) {
        Backend ops = tower.ops();
        List<Tensor> states = tower.states(pixels, layers);
        Tensor x = states.size() == 1 ? states.getFirst() : ops.concat(states); // [rows, layers · hidden]
        Segments all = tower.segments(pixels);
        if (!dropsFirst) {
            return new Features(x, all);
        }
        int[] rows = IntStream.range(0, all.count())
                .flatMap(i -> IntStream.range(all.start(i) + 1, all.end(i)))
                .toArray();
        int[] lengths =
                IntStream.range(0, all.count()).map(i -> all.length(i) - 1).toArray();
        return new Features(ops.gatherRows(x, rows), Segments.ofLengths(lengths));
    }
}
