package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.image.GifFrames;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** {@link ImageFiles} over arbitrary bytes: PNG, JPEG, WebP, GIF, BMP, TIFF; and {@link GifFrames}. */
public final class ImageFuzz {
    private static final int MAX_PIXELS = 1 << 18;

    private ImageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Image image = ImageFiles.read(input, "input", MAX_PIXELS);
            if ((long) image.width() * image.height() > MAX_PIXELS) {
                throw new AssertionError("larger than the limit: " + image);
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
        try {
            long pixels = GifFrames.read(input, "input", 3, MAX_PIXELS).stream()
                    .mapToLong(f -> (long) f.width() * f.height())
                    .sum();
            if (pixels > MAX_PIXELS) {
                throw new AssertionError("more than the limit: " + pixels);
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
