package org.menura.train.media;

import java.nio.file.Path;
import org.menura.format.image.Image;
import org.menura.tensor.Rng;

/**
 * An augmented image with its text.
 *
 * @param file of the image
 * @param picture the augmented image, in red, green and blue
 * @param varied whether another draw of the augmentation may differ
 * @param text the text that was drawn for it
 * @param rest generator of all else that is random about the example; copied before use
 */
public record AugmentedImage(Path file, Image picture, boolean varied, String text, Rng rest) {}
