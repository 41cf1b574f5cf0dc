package org.menura.train.media;

import org.menura.format.image.Image;
import org.menura.tensor.Rng;

/**
 * How pictures and sounds are changed at each look, so that a model does not learn them by heart. What is drawn follows
 * from the generator that an example gets for one use of it, so from the run's seed and the example's position in the run.
 *
 * @param pictures of pictures
 * @param sounds of sounds
 */
public record Augmentation(ImageAugmentation pictures, AudioAugmentation sounds) {
    /** Changes nothing; transparent pictures lie on white. */
    public static final Augmentation NONE = new Augmentation(ImageAugmentation.NONE, AudioAugmentation.NONE);

    /** A picture in red, green and blue as it is seen once. */
    public Image picture(Image picture, Rng rng) {
        return pictures.apply(picture, rng);
    }

    /** A sound of {@code rate} samples per second as it is heard once. */
    public float[] sound(float[] samples, int rate, Rng rng) {
        return sounds.apply(samples, rate, rng);
    }

    /** The same background and no change, for what is held out. */
    public Augmentation plain() {
        return new Augmentation(pictures.plain(), AudioAugmentation.NONE);
    }

    /** Whether two looks at a picture may differ. */
    public boolean variesPictures() {
        return !pictures.equals(pictures.plain());
    }
}
