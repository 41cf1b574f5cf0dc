package org.menura.train.perceive;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.generate.prompt.PlaceholderExpander;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.data.MediaRef.Look;
import org.menura.train.media.Augmentation;

/**
 * The number of embeddings that a model makes of images and audio. That depends on their size alone once they are
 * prepared, so the model is shown nothing but one blank of each size.
 */
final class RowCounts {
    private final MultimodalModel model;
    private final MediaSource source;
    private final Map<Size, Integer> known = new HashMap<>();

    private final PlaceholderExpander expander;

    /** Sizes of a prepared picture (height, width) or sound (mels, frames). */
    private record Size(Modality modality, int height, int width) {}

    RowCounts(MultimodalModel model, MediaSource source, PlaceholderExpander expander) {
        this.model = model;
        this.source = source;
        this.expander = expander;
    }

    /** Returns the file of an image or audio. */
    static Path file(Content media) {
        if (media instanceof Content.MediaFile(var _, Path file)) {
            return file;
        }
        throw new FormatException("a conversation that is learned names the files of its images and audio by 'path'");
    }

    /**
     * Returns what stands for a file.
     *
     * @throws FormatException if it can't be read, or the model takes in nothing of its kind
     */
    PlaceholderExpander.Input of(Content media) {
        InputModality sense = model.sense(media.modality());
        Look look = new Look(media.modality(), file(media), Augmentation.NONE, 0);
        if (media.modality() == Modality.AUDIO) {
            Tensor features = source.sound(look); // [mels, frames]
            return expander.input(Modality.AUDIO, new int[] {rows(sense, features.dim(0), features.dim(1))}, 0, 0);
        }
        Prepared picture = source.picture(look);
        int[] frames = picture.frames().stream()
                .mapToInt((Image f) -> rows(sense, f.height(), f.width()))
                .toArray();
        return expander.input(Modality.IMAGE, frames, picture.rows(), picture.columns());
    }

    private int rows(InputModality sense, int height, int width) {
        return known.computeIfAbsent(
                new Size(sense.modality(), height, width), size -> probed(sense, size.height, size.width));
    }

    private int probed(InputModality sense, int height, int width) {
        boolean sound = sense.modality() == Modality.AUDIO;
        boolean[] seen = new boolean[width];
        Arrays.fill(seen, true);
        Inputs blank =
                sound ? new Inputs(Tensor.zeros(1, height, width), seen) : Inputs.of(Tensor.zeros(1, 3, height, width));
        try (Backend.Scope _ = model.ops().scope()) {
            return sense.perceive(blank).segments().rows();
        }
    }
}
