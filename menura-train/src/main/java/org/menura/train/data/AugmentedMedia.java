package org.menura.train.data;

import org.menura.data.PlacedMedia;
import org.menura.tensor.Rng;
import org.menura.train.media.Augmentation;

/** AugmentedMedia at the pictures and sounds of an example, one after the other; those of another use of it differ. */
final class AugmentedMedia {
    private final Augmentation augmentation;
    private final Rng random;

    /** AugmentedMedia of one use of an example, to which {@code random} belongs. */
    AugmentedMedia(Augmentation augmentation, Rng random) {
        this.augmentation = augmentation;
        this.random = random;
    }

    MediaRef next(PlacedMedia.Place place) {
        boolean varies = !augmentation.equals(augmentation.plain());
        long key = varies ? random.nextLong() : 0; // so that files which look the same are read once
        return new MediaRef(place.modality(), place.file(), place.tokens(), augmentation, key);
    }
}
