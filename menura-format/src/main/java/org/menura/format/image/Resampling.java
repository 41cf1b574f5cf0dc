package org.menura.format.image;

import org.menura.tensor.annotation.Internal;

/** Interpolation methods of image resizing, by the names and numbers that Pillow gives them. */
@Internal
public enum Resampling {
    NEAREST(0),
    /** Windowed sinc of three lobes. */
    LANCZOS(3),
    /** Triangle. */
    BILINEAR(1),
    /** Cubic convolution with a = -1/2 (Keys 1981). */
    BICUBIC(2),
    /** Mean over the pixels that are covered. */
    BOX(0.5),
    /** Raised cosine of the width of a triangle. */
    HAMMING(1);

    /** Distance from the centre beyond which the function is zero, in pixels. */
    final double support;

    Resampling(double support) {
        this.support = support;
    }

    /**
     * Returns the method of a number as it stands in {@code preprocessor_config.json}.
     *
     * @throws IllegalArgumentException if it is none of 0 to 5
     */
    public static Resampling of(int number) {
        if (number < 0 || number >= values().length) {
            throw new IllegalArgumentException("resampling methods have numbers from 0 to 5, not " + number);
        }
        return values()[number];
    }

    /** Returns the weight at a distance from the centre. */
    double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("nearest pixels have no weights");
            case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case HAMMING -> x == 0 ? 1 : x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x));
            case BICUBIC -> x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
            case LANCZOS -> x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
