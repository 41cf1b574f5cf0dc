package org.menura.train.media;

import org.menura.format.image.Image;
import org.menura.tensor.Rng;

/**
 * Random augmentation of images and audio, so that a model does not learn them by heart. What is drawn follows from the
 * generator that an example gets for one use of it, so from the run's seed and the example's position in the run.
 *
 * @param pictures of images
 * @param sounds of audio
 */
public record Augmentation(ImageAugmentation pictures, AudioAugmentation sounds) {
    /** The augmentation that changes nothing; transparent images lie on white. */
    public static final Augmentation NONE = new Augmentation(ImageAugmentation.NONE, AudioAugmentation.NONE);

    /** Augments an image in red, green and blue. */
    public Image picture(Image picture, Rng rng) {
        return pictures.apply(picture, rng);
    }

    /** Augments audio of {@code rate} samples per second. */
    public float[] sound(float[] samples, int rate, Rng rng) {
        return sounds.apply(samples, rate, rng);
    }

    /** Returns the augmentation for held-out data: the same background and no change. */
    public Augmentation plain() {
        return new Augmentation(pictures.plain(), AudioAugmentation.NONE);
    }

    /** Returns whether images are augmented at random, so that two looks at an image may differ. */
    public boolean variesPictures() {
        return !pictures.equals(pictures.plain());
    }
}
