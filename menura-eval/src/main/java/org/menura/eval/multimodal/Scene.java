package org.menura.eval.multimodal;

import java.util.Arrays;
import java.util.List;
import org.menura.format.image.Image;

/**
 * A picture of several things side by side, on white.
 *
 * @param id its number
 * @param things from left to right, then from top to bottom
 */
record Scene(int id, List<Picture> things) {
    private static final int CELL = 72;

    boolean shows(Picture thing) {
        return things.contains(thing);
    }

    /** Draws the scene: one row of up to two things, or two rows. */
    Image image() {
        int columns = Math.min(2, things.size());
        int rows = (things.size() + columns - 1) / columns;
        int side = CELL * Math.max(columns, rows);
        byte[] rgb = new byte[3 * side * side];
        Arrays.fill(rgb, (byte) 255);
        int top = (side - rows * CELL) / 2;
        for (int i = 0; i < things.size(); i++) {
            paste(things.get(i).image().get(), rgb, side, CELL * (i % columns), top + CELL * (i / columns));
        }
        return new Image(side, side, 3, rgb);
    }

    /** Puts a picture into a cell, its longer side as long as that, each pixel the nearest one. */
    private static void paste(Image from, byte[] rgb, int side, int left, int top) {
        int longer = Math.max(from.width(), from.height());
        int width = Math.max(1, from.width() * CELL / longer);
        int height = Math.max(1, from.height() * CELL / longer);
        int x0 = left + (CELL - width) / 2;
        int y0 = top + (CELL - height) / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int sample = from.at(x * from.width() / width, y * from.height() / height, c);
                    rgb[3 * ((y0 + y) * side + x0 + x) + c] = (byte) sample;
                }
            }
        }
    }
}
