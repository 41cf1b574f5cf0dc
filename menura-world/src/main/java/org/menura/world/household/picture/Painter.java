package org.menura.world.household.picture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.menura.format.image.Image;
import org.menura.format.image.Resampling;
import org.menura.format.image.Resize;
import org.menura.world.household.engine.Item;

/**
 * Paints what a receptacle holds: the pictures of the objects in a square grid, each with its number in its corner. The
 * bytes are the same on every machine.
 */
public final class Painter {
    /** Rows of five dots for each digit, the first dot in the highest bit. */
    private static final int[][] DIGITS = {
        {14, 17, 19, 21, 25, 17, 14},
        {4, 12, 4, 4, 4, 4, 14},
        {14, 17, 1, 6, 8, 16, 31},
        {14, 17, 1, 6, 1, 17, 14},
        {2, 6, 10, 18, 31, 2, 2},
        {31, 16, 30, 1, 1, 17, 14},
        {6, 8, 16, 30, 17, 17, 14},
        {31, 1, 2, 4, 8, 8, 8},
        {14, 17, 17, 14, 17, 17, 14},
        {14, 17, 17, 15, 1, 2, 12},
    };

    private static final int DIGIT_WIDTH = 5;
    private static final int DIGIT_HEIGHT = 7;
    /** A dot of a digit is this part of a picture's side, and at least one pixel. */
    private static final int DOTS_PER_SIDE = 28;

    private final Pictures pictures;
    private final int size;

    /**
     * Creates a painter.
     *
     * @param size width and height of its pictures, in pixels
     */
    public Painter(Pictures pictures, int size) {
        if (size < 16 || size > 4096) {
            throw new IllegalArgumentException("a picture has 16 to 4096 pixels in a row, not %d".formatted(size));
        }
        this.pictures = pictures;
        this.size = size;
    }

    /** Paints objects, from the upper left to the lower right; an empty picture is white. */
    public Image paint(List<Item> items) {
        byte[] canvas = new byte[3 * size * size];
        Arrays.fill(canvas, (byte) 255);
        int columns = Math.max(1, (int) Math.ceil(Math.sqrt(items.size())));
        int side = size / columns;
        for (int i = 0; i < items.size() && side > 0; i++) {
            int left = i % columns * side;
            int top = i / columns * side;
            paint(single(items.get(i), side), canvas, left, top);
            number(items.get(i).number(), canvas, left, top, side);
        }
        return new Image(size, size, 3, canvas);
    }

    /** Paints one object without its number. */
    public Image paint(Item item) {
        byte[] canvas = new byte[3 * size * size];
        Arrays.fill(canvas, (byte) 255);
        paint(single(item, size), canvas, 0, 0);
        return new Image(size, size, 3, canvas);
    }

    /** Returns the picture of an object, as large as fits into a square. */
    private Image single(Item item, int side) {
        Image image = pictures.of(item.type()).map(p -> p.rgbOn(255, 255, 255)).orElseGet(() -> tile(item.type()));
        int longest = Math.max(image.width(), image.height());
        return Resize.to(
                image,
                Math.max(1, image.width() * side / longest),
                Math.max(1, image.height() * side / longest),
                Resampling.BICUBIC);
    }

    /** Returns a tile of a colour that the name of a type gives, for what nobody has drawn. */
    private static Image tile(String type) {
        int hash = type.toLowerCase(Locale.ROOT).hashCode() * 0x9e3779b1;
        byte[] colour = {(byte) (hash >>> 24), (byte) (hash >>> 16), (byte) (hash >>> 8)};
        return new Image(1, 1, 3, colour);
    }

    private void paint(Image image, byte[] canvas, int left, int top) {
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(
                    image.samples(), 3 * y * image.width(), canvas, 3 * ((top + y) * size + left), 3 * image.width());
        }
    }

    private void number(int number, byte[] canvas, int left, int top, int side) {
        int dot = Math.max(1, side / DOTS_PER_SIDE);
        String text = Integer.toString(number);
        int width = text.length() * (DIGIT_WIDTH + 1) + 1;
        int from = side - width * dot;
        for (int y = 0; y < (DIGIT_HEIGHT + 2) * dot; y++) {
            for (int x = 0; x < width * dot; x++) {
                int column = x / dot - 1;
                int row = y / dot - 1;
                boolean black = column >= 0
                        && row >= 0
                        && row < DIGIT_HEIGHT
                        && column % (DIGIT_WIDTH + 1) < DIGIT_WIDTH
                        && (DIGITS[text.charAt(column / (DIGIT_WIDTH + 1)) - '0'][row]
                                                >> (DIGIT_WIDTH - 1 - column % (DIGIT_WIDTH + 1))
                                        & 1)
                                == 1;
                dot(canvas, left, top, from + x, y, side, black ? 0 : 255);
            }
        }
    }

    private void dot(byte[] canvas, int left, int top, int x, int y, int side, int grey) {
        if (x >= 0 && x < side && y < side) {
            Arrays.fill(canvas, 3 * ((top + y) * size + left + x), 3 * ((top + y) * size + left + x) + 3, (byte) grey);
        }
    }
}
