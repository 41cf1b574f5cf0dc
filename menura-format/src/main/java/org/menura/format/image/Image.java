package org.menura.format.image;

import java.util.Arrays;

/**
 * An image of 8 bits per sample, its rows from top to bottom, the samples of a pixel side by side.
 *
 * @param width pixels in a row
 * @param height rows
 * @param channels 1: grey, 3: red, green, blue, 4: the same and opacity, which the colours are not multiplied with
 * @param samples [height, width, channels]; not copied
 */
public record Image(int width, int height, int channels, byte[] samples) {
    public Image {
        if (width < 1 || height < 1 || channels != 1 && channels != 3 && channels != 4) {
            throw new IllegalArgumentException(
                    "no picture has %d x %d pixels of %d channels".formatted(width, height, channels));
        }
        if (samples.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    "%d samples for %d x %d pixels of %d channels".formatted(samples.length, width, height, channels));
        }
    }

    /** Returns a sample of a pixel, 0 to 255. */
    public int at(int x, int y, int channel) {
        return samples[(y * width + x) * channels + channel] & 0xff;
    }

    /**
     * Converts to red, green and blue: grey is repeated three times; opacity is dropped, and the colours beneath it
     * show.
     */
    public Image rgb() {
        if (channels == 3) {
            return this;
        }
        byte[] out = new byte[Math.multiplyExact(3, width * height)];
        for (int i = 0; i < width * height; i++) {
            for (int c = 0; c < 3; c++) {
                out[3 * i + c] = samples[channels == 1 ? i : 4 * i + c];
            }
        }
        return new Image(width, height, 3, out);
    }

    /** Converts to red, green and blue, with transparent pixels blended onto a background colour. */
    public Image rgbOn(int red, int green, int blue) {
        if (channels != 4) {
            return rgb();
        }
        int[] behind = {red, green, blue};
        byte[] out = new byte[Math.multiplyExact(3, width * height)];
        for (int i = 0; i < width * height; i++) {
            int opacity = samples[4 * i + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int mixed = (samples[4 * i + c] & 0xff) * opacity + behind[c] * (255 - opacity);
                out[3 * i + c] = (byte) ((mixed + 127) / 255);
            }
        }
        return new Image(width, height, 3, out);
    }

    /** Converts to grey: luma after ITU-R 601 in Pillow's fixed point; opacity is dropped. */
    public Image grey() {
        if (channels == 1) {
            return this;
        }
        byte[] out = new byte[width * height];
        for (int i = 0; i < out.length; i++) {
            int at = channels * i;
            int red = samples[at] & 0xff;
            int green = samples[at + 1] & 0xff;
            int blue = samples[at + 2] & 0xff;
            out[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
        }
        return new Image(width, height, 1, out);
    }

    /** Crops columns {@code left} (inclusive) to {@code right} (exclusive) of rows {@code top} to {@code bottom}. */
    public Image crop(int left, int top, int right, int bottom) {
        if (left < 0 || top < 0 || right > width || bottom > height) {
            throw new IndexOutOfBoundsException(
                    "%d, %d to %d, %d of %d x %d pixels".formatted(left, top, right, bottom, width, height));
        }
        int row = (right - left) * channels;
        byte[] out = new byte[row * (bottom - top)];
        for (int y = top; y < bottom; y++) {
            System.arraycopy(samples, (y * width + left) * channels, out, (y - top) * row, row);
        }
        return new Image(right - left, bottom - top, channels, out);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Image i
                && i.width == width
                && i.height == height
                && i.channels == channels
                && Arrays.equals(i.samples, samples);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "%d x %d pixels of %d channels".formatted(width, height, channels);
    }
}
