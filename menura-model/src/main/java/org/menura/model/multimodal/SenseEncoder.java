package org.menura.model.multimodal;

import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.Observer;
import org.menura.model.encoder.ClipVision;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.encoder.VisionTower;
import org.menura.model.encoder.Vit;
import org.menura.model.layer.FeatureMap;
import org.menura.model.seq2seq.WhisperEncoder;
import org.menura.model.weights.Weights;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * The encoder of a sense, chosen by its {@code model_type}.
 *
 * @param width of the rows that it makes
 */
record SenseEncoder(ModalityEncoder encoder, int width) {
    /**
     * The encoder of a modality.
     *
     * @param sense holds {@code encoder} and, for pictures, {@code feature_layer} and {@code drop_class}
     * @throws FormatException if there is no such encoder
     */
    static SenseEncoder of(Modality modality, Config sense, Weights w) {
        Config c = SubConfigs.of(sense, "encoder");
        return modality == Modality.AUDIO ? sounds(c, w) : pictures(sense, tower(c, w));
    }

    private static VisionTower tower(Config c, Weights w) {
        return switch (c.text("model_type")) {
            case "clip_vision_model" -> ClipVision.inside(c, w).tower();
            case "siglip_vision_model" -> SiglipVision.inside(c, w).tower();
            case "vit" -> Vit.inside(c, w);
            default -> throw c.unsupported("model_type", "supported: clip_vision_model, siglip_vision_model, vit");
        };
    }

    private static SenseEncoder pictures(Config sense, VisionTower tower) {
        int[] layers = VisionFeatures.layers(sense, "feature_layer", -1, tower);
        boolean dropsClass = sense.flag("drop_class", true) && tower.classTokens() > 0;
        return new SenseEncoder(
                (inputs, _) -> VisionFeatures.of(tower, inputs.values(), layers, dropsClass),
                Math.multiplyExact(layers.length, tower.config().hidden()));
    }

    private static SenseEncoder sounds(Config c, Weights w) {
        if (!c.text("model_type").equals("whisper")) {
            throw c.unsupported("model_type", "supported: whisper");
        }
        WhisperEncoder encoder = new WhisperEncoder(c, w);
        return new SenseEncoder((inputs, observer) -> heard(encoder, inputs, observer), encoder.hiddenSize());
    }

    private static Features heard(WhisperEncoder encoder, Inputs inputs, Observer observer) {
        Tensor values = inputs.values(); // [clips, mels, frames]
        if (values.shape().rank() != 3) {
            throw new FormatException("features of sounds must be [clips, mels, frames], not " + values.shape());
        }
        int clips = values.dim(0);
        int frames = values.dim(2);
        Tensor rows = FeatureMap.ofChannelsFirst(values.toFloats(), Grid.line(clips, frames))
                .rows();
        boolean[] seen = inputs.seen();
        if (seen != null && seen.length != clips * frames) {
            throw new IllegalArgumentException("%d marks for %d frames %s"
                    .formatted(
                            seen.length,
                            clips * frames,
                            Arrays.toString(values.shape().toArray())));
        }
        return encoder.encode(rows.reshape(clips, frames, values.dim(1)), seen, observer);
    }
}
