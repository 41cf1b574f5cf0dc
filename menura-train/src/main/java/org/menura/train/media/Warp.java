package org.menura.train.media;

import java.util.Arrays;
import org.menura.format.image.Image;

/**
 * A picture moved, scaled, turned about its middle and mirrored; between pixels it is interpolated linearly.
 *
 * @param dx pixels to the right
 * @param dy pixels down
 * @param size factor by which it grows
 * @param turn in radians
 * @param mirrored left to right
 */
record Warp(double dx, double dy, double size, double turn, boolean mirrored) {
    static final Warp IDENTITY = new Warp(0, 0, 1, 0, false);

    /** Red, green and blue before a colour: [height · width, 3], 0 to 255. */
    float[] of(Image image, int behind) {
        int width = image.width();
        int height = image.height();
        double cos = StrictMath.cos(turn) / size;
        double sin = StrictMath.sin(turn) / size;
        double midX = (width - 1) / 2.0;
        double midY = (height - 1) / 2.0;
        float[] out = new float[Math.multiplyExact(3, width * height)];
        float[] pixel = new float[4];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double toX = x - midX - dx;
                double toY = y - midY - dy;
                double fromX = cos * toX + sin * toY;
                double fromY = cos * toY - sin * toX;
                at(image, (mirrored ? -fromX : fromX) + midX, fromY + midY, pixel);
                for (int c = 0; c < 3; c++) {
                    int colour = behind >> (16 - 8 * c) & 0xff;
                    out[3 * (y * width + x) + c] = pixel[c] + (1 - pixel[3]) * colour;
                }
            }
        }
        return out;
    }

    /** Colours, multiplied with the opacity, and the opacity from 0 to 1. */
    private static void at(Image image, double x, double y, float[] pixel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float right = (float) (x - left);
        float low = (float) (y - top);
        Arrays.fill(pixel, 0);
        add(image, left, top, (1 - right) * (1 - low), pixel);
        add(image, left + 1, top, right * (1 - low), pixel);
        add(image, left, top + 1, (1 - right) * low, pixel);
        add(image, left + 1, top + 1, right * low, pixel);
    }

    private static void add(Image image, int x, int y, float weight, float[] pixel) {
        int channels = image.channels();
        boolean inside = x >= 0 && y >= 0 && x < image.width() && y < image.height();
        if (weight == 0 || !inside && channels == 4) {
            return;
        }
        int column = Math.clamp(x, 0, image.width() - 1);
        int row = Math.clamp(y, 0, image.height() - 1);
        float opacity = channels == 4 ? weight * image.at(column, row, 3) / 255f : weight;
        for (int c = 0; c < 3; c++) {
            pixel[c] += opacity * image.at(column, row, channels == 1 ? 0 : c);
        }
        pixel[3] += opacity;
    }
}
