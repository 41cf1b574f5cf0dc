package org.menura.train.media;

import java.nio.file.Path;
import org.menura.format.image.Image;
import org.menura.tensor.Rng;

/**
 * An augmented image with its text.
 *
 * @param file of the picture
 * @param picture as it is seen, in red, green and blue
 * @param varied whether another look may show it otherwise
 * @param text what it is called this time
 * @param rest what else is random about this look comes from here; copied before use
 */
public record AugmentedImage(Path file, Image picture, boolean varied, String text, Rng rest) {}
