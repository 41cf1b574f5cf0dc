package org.menura.model.multimodal;

import java.util.List;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.Observer;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.encoder.VisionTower;
import org.menura.model.encoder.VisionTowers;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** Idefics 3 (arXiv 2408.12637) and SmolVLM (arXiv 2504.05299): SigLIP, pixel shuffle, one linear layer, a Llama. */
public final class Idefics3 {
    private Idefics3() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights root, DecoderBuilder decoders) {
        SubConfigs.architecture(c, "Idefics3ForConditionalGeneration", "SmolVLMForConditionalGeneration");
        Weights w = root.renamed(Idefics3::stored);
        Config text = Backbones.headed(c, "llama");
        VisionTower tower = VisionTowers.idefics3(SubConfigs.of(c, "vision_config"), w.at("vision_model"));
        int factor = c.positive("scale_factor", 2);
        Linear linear = new Linear(
                w.at("connector.modality_projection.proj"),
                Math.multiplyExact(tower.config().hidden(), factor * factor),
                Backbones.width(text),
                false);
        CausalModel backbone = Backbones.buildUnbounded(text, w, decoders);
        InputModality image = new InputModality(
                Modality.IMAGE,
                c.integer("image_token_id", 128257),
                (inputs, observer) -> encode(tower, inputs, observer),
                Projectors.pixelShuffle(w.ops(), factor).then(Projectors.linear(linear)));
        return new MultimodalModel(backbone, List.of(image), ImagePlaceholders.FRAMED);
    }

    private static String stored(String name) {
        return Backbones.newer(name.replaceFirst("^language_model\\.model\\.", "language_model."), "model.text_model.");
    }

    private static Features encode(VisionTower tower, Inputs inputs, Observer observer) {
        Tensor pixels = inputs.values(); // [pictures, channels, height, width]
        int size = tower.config().patch();
        int down = pixels.dim(2) / size;
        int across = pixels.dim(3) / size;
        boolean[] seen = new boolean[pixels.dim(0) * down * across];
        int[] places = new int[seen.length];
        for (int p = 0; p < pixels.dim(0); p++) {
            for (int patch = 0; patch < down * across; patch++) {
                int y = patch / across * size;
                int x = patch % across * size;
                seen[p * down * across + patch] = anySeen(inputs, p, y, x, size);
            }
            place(
                    places,
                    seen,
                    p * down * across,
                    down,
                    across,
                    tower.positions().dim(0));
        }
        boolean all = inputs.seen() == null;
        return tower.encode(pixels, places, all ? null : seen, observer);
    }

    private static boolean anySeen(Inputs inputs, int picture, int top, int left, int size) {
        if (inputs.seen() == null) {
            return true;
        }
        int height = inputs.values().dim(2);
        int width = inputs.values().dim(3);
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                if (inputs.seen()[(picture * height + y) * width + x]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A patch has the position of the square table's cell that it would fall into, stretched to the picture's size. */
    private static void place(int[] places, boolean[] seen, int first, int down, int across, int positions) {
        int side = (int) Math.round(Math.sqrt(positions));
        int height = 0;
        while (height < down && seen[first + height * across]) {
            height++;
        }
        int width = 0;
        while (width < across && seen[first + width]) {
            width++;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                places[first + y * across + x] = y * side / height * side + x * side / width;
            }
        }
    }
}
