package org.menura.train.perceive;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.MessagePart;
import org.menura.format.image.Image;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.data.MediaRef.Look;
import org.menura.train.media.Augmentation;

/**
 * How many rows a model makes of pictures and sounds. That depends on their size alone once they are prepared, so the
 * model is shown nothing but one blank of each size.
 */
final class RowCounts {
    private final MultimodalModel model;
    private final MediaSource source;
    private final Map<Size, Integer> known = new HashMap<>();

    /** Sizes of a prepared picture (height, width) or sound (mels, frames). */
    private record Size(String modality, int height, int width) {}

    /**
     * Rows of a file.
     *
     * @param frames rows of each frame of a picture; a sound has one
     * @param down how many frames lie below each other, 0 where a picture was not cut
     * @param across how many lie beside each other
     */
    record Count(List<Integer> frames, int down, int across) {}

    RowCounts(MultimodalModel model, MediaSource source) {
        this.model = model;
        this.source = source;
    }

    /**
     * The rows of a file.
     *
     * @throws org.menura.format.FormatException if it can't be read, or the model takes in nothing of its kind
     */
    Count of(MessagePart.Media media) {
        InputModality sense = model.sense(media.modality());
        Look look = new Look(media.modality(), media.file(), Augmentation.NONE, 0);
        if (media.modality().equals("audio")) {
            Tensor features = source.sound(look); // [mels, frames]
            return new Count(List.of(rows(sense, features.dim(0), features.dim(1))), 0, 0);
        }
        Prepared picture = source.picture(look);
        List<Integer> frames = picture.frames().stream()
                .map((Image f) -> rows(sense, f.height(), f.width()))
                .toList();
        return new Count(frames, picture.rows(), picture.columns());
    }

    private int rows(InputModality sense, int height, int width) {
        return known.computeIfAbsent(
                new Size(sense.modality(), height, width), size -> probed(sense, size.height, size.width));
    }

    private int probed(InputModality sense, int height, int width) {
        boolean sound = sense.modality().equals("audio");
        boolean[] seen = new boolean[width];
        Arrays.fill(seen, true);
        Inputs blank =
                sound ? new Inputs(Tensor.zeros(1, height, width), seen) : Inputs.of(Tensor.zeros(1, 3, height, width));
        try (Backend.Scope _ = model.ops().scope()) {
            return sense.perceive(blank).segments().rows();
        }
    }
}
