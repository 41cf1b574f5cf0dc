package org.menura.train.task;

import java.util.ArrayList;
import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.media.AugmentedImage;

/**
 * A batch of conversations in which images are generated.
 *
 * @param batch the conversations
 * @param signals rows of the batch with signal tokens, for each conversation those of one image in order
 * @param conditions the caption of each image, as the generator takes it
 * @param looks the images to generate; empty if records name none
 */
public record ImageGenerationBatch(
        Batch batch, List<int[]> signals, List<String> conditions, List<AugmentedImage> looks) {
    public ImageGenerationBatch {
        signals = List.copyOf(signals);
        conditions = List.copyOf(conditions);
        looks = List.copyOf(looks);
    }

    /** Concatenates batches. */
    public static ImageGenerationBatch join(List<ImageGenerationBatch> parts) {
        List<int[]> signals = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        List<AugmentedImage> looks = new ArrayList<>();
        int before = 0;
        for (ImageGenerationBatch part : parts) {
            for (int[] rows : part.signals) {
                int[] moved = rows.clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += before;
                }
                signals.add(moved);
            }
            conditions.addAll(part.conditions);
            looks.addAll(part.looks);
            before += part.batch.ids().length;
        }
        return new ImageGenerationBatch(
                Batch.join(parts.stream().map(ImageGenerationBatch::batch).toList()), signals, conditions, looks);
    }
}
