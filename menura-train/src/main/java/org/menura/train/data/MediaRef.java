package org.menura.train.data;

import java.nio.file.Path;
import org.menura.format.Modality;
import org.menura.train.media.Augmentation;

/**
 * An image or audio file of a batch.
 *
 * @param at rows of the batch that its embeddings replace
 * @param augmentation its augmentation
 * @param key seed of the augmentation
 */
public record MediaRef(Modality modality, Path file, int[] at, Augmentation augmentation, long key) {
    MediaRef moved(int by) {
        int[] there = at.clone();
        for (int i = 0; i < there.length; i++) {
            there[i] += by;
        }
        return new MediaRef(modality, file, there, augmentation, key);
    }

    /** Returns what the augmented content depends on: media with equal looks are equal. */
    public Look look() {
        return new Look(modality, file, augmentation, key);
    }

    /** An image or audio file with one draw of its augmentation. */
    public record Look(Modality modality, Path file, Augmentation augmentation, long key) {}
}
