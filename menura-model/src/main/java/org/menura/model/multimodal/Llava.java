package org.menura.model.multimodal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.encoder.ClipVision;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.encoder.VisionTower;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;

/** LLaVA (arXiv 2304.08485, 2310.03744): a layer of CLIP's vision tower, an MLP of two layers, any language model. */
public final class Llava {
    private static final Set<String> GEMMAS = Set.of("gemma", "gemma2");
    private static final Pattern SINCE_5_4 = Pattern.compile("(5\\.([4-9]|\\d{2,})|[6-9]|\\d{2,})\\..*");

    private Llava() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights root, DecoderBuilder decoders) {
        SubConfigs.architecture(c, "LlavaForConditionalGeneration");
        Weights w = Backbones.eitherLayout(root, "multi_modal_projector.linear_1.weight");
        Config text =
                c.flag("tie_word_embeddings", false) ? Backbones.headed(c, "llama") : Backbones.config(c, "llama");
        refuseBorrowedHead(text, w.at("language_model"));
        VisionTower tower = tower(SubConfigs.of(c, "vision_config"), w.at("vision_tower"));
        int[] layers = VisionFeatures.layers(c, "vision_feature_layer", -2, tower);
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
        CausalModel backbone = Backbones.buildUnbounded(text, w, decoders);
        int placeholder = c.integer(c.firstOf("image_token_id", "image_token_index"), 32000);
        ModalityEncoder encoder = (inputs, _) -> VisionFeatures.of(tower, inputs.values(), layers, dropsClass);
        return new MultimodalModel(
                backbone,
                List.of(new InputModality(
                        Modality.IMAGE,
                        placeholder,
                        encoder,
                        scalesTokensAlone(c, text) ? Backbones.unscaled(text, w, projector) : projector)),
                ImagePlaceholders.IN_TEXT);
    }

    /**
     * Newer releases of the reference give the language model a head of LLaVA's own, without a bias, and other names than
     * its family's.
     */
    private static void refuseBorrowedHead(Config text, Weights w) {
        boolean borrowed = switch (text.text("model_type", "llama")) {
            case "gpt2", "gpt_bigcode" -> w.has("model.wte.weight");
            case "falcon", "bloom" -> w.has("model.word_embeddings.weight");
            case "gpt_neox" -> w.has("model.embed_in.weight");
            case "phi" -> w.has("lm_head.weight") && !w.has("lm_head.bias");
            default -> false;
        };
        if (borrowed) {
            throw text.unsupported(
                    "model_type",
                    "files whose language model has LLaVA's own head are supported with Llama, Mistral, Qwen, Gemma, Phi-3,"
                            + " OLMo, StarCoder2 and OPT; save it with its family's names");
        }
    }

    /** Whether a Gemma's factor is for tokens alone, as in releases of transformers since 5.4; before, pictures had it, too. */
    private static boolean scalesTokensAlone(Config c, Config text) {
        return GEMMAS.contains(text.text("model_type", "llama"))
                && SINCE_5_4.matcher(c.text("transformers_version", "")).matches();
    }

    private static VisionTower tower(Config v, Weights w) {
        return switch (v.text("model_type", "clip_vision_model")) {
            case "clip_vision_model" -> ClipVision.inside(v, w).tower();
            case "siglip_vision_model" -> SiglipVision.inside(v, w).tower();
            default -> throw v.unsupported("model_type", "supported: clip_vision_model, siglip_vision_model");
        };
    }
}
