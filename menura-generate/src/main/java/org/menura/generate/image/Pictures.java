package org.menura.generate.image;

import java.util.Arrays;
import org.menura.format.image.Image;
import org.menura.format.image.Resampling;
import org.menura.format.image.Resize;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/** Pictures as models have them, and back. */
final class Pictures {
    private static final float HALF = 127.5f;

    private Pictures() {}

    /** A picture of a size and number of channels, of values from -1 to 1. */
    static FeatureMap of(Image image, int width, int height, int channels) {
        Image sized = Resize.to(image.rgbOn(255, 255, 255), width, height, Resampling.LANCZOS);
        float[] values = new float[width * height * channels];
        for (int i = 0; i < values.length; i++) {
            int pixel = i / channels;
            values[i] = sized.at(pixel % width, pixel / width, i % channels) / HALF - 1;
        }
        return new FeatureMap(Tensor.of(values, (long) width * height, channels), new Grid(1, height, width));
    }

    /**
     * For each row of a grid, 1 where a mask is white and 0 where it is black.
     *
     * @param factor pixels in a row's width and height, of which the first one decides, as in diffusers
     */
    static float[] mask(Image mask, Grid grid, int factor) {
        Image sized = Resize.to(
                mask.rgbOn(0, 0, 0).grey(), grid.width() * factor, grid.height() * factor, Resampling.LANCZOS);
        float[] out = new float[grid.area()];
        for (int i = 0; i < out.length; i++) {
            out[i] = sized.at(i % grid.width() * factor, i / grid.width() * factor, 0) >= 128 ? 1 : 0;
        }
        return out;
    }

    /** The first picture of values around -1 to 1. */
    static Image image(FeatureMap picture) {
        Grid grid = picture.grid();
        int channels = picture.channels() == 3 ? 3 : 1;
        float[] values = picture.rows().toFloats();
        byte[] samples = new byte[grid.area() * channels];
        for (int i = 0; i < samples.length; i++) {
            float value = values[i / channels * picture.channels() + i % channels];
            samples[i] = (byte) Math.round(Math.clamp(value * HALF + HALF, 0f, 255f));
        }
        return new Image(grid.width(), grid.height(), channels, samples);
    }

    /** A mask that is white everywhere. */
    static float[] ones(int count) {
        float[] out = new float[count];
        Arrays.fill(out, 1);
        return out;
    }
}
