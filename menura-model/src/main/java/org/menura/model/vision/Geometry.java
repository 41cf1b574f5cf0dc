package org.menura.model.vision;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.image.Image;
import org.menura.format.image.Resampling;
import org.menura.format.image.Resize;

/** Sizes and cuts, with the rounding of transformers' image processors. */
final class Geometry {
    private Geometry() {}

    /**
     * The shorter edge becomes {@code edge}, the other what keeps the proportions.
     *
     * @param longest bound of the other, which the shorter one is then lessened for; 0 for none
     */
    static Image shortestEdge(Image image, int edge, int longest, Resampling method) {
        int w = image.width();
        int h = image.height();
        int less = Math.min(w, h);
        int more = Math.max(w, h);
        int shorter = edge;
        int longer = (int) ((long) edge * more / less);
        if (longest > 0 && (double) more / less * edge > longest) {
            double exact = longest * (double) less / more;
            shorter = Math.max(1, (int) Math.rint(exact));
            longer = shorter == less ? more : w == h ? shorter : (int) (exact * more / less);
        }
        return w <= h ? Resize.to(image, shorter, longer, method) : Resize.to(image, longer, shorter, method);
    }

    /** As large as fits into a width and a height. */
    static Image within(Image image, int width, int height, Resampling method) {
        double factor = Math.min((double) height / image.height(), (double) width / image.width());
        int w = Math.max(1, (int) (image.width() * factor));
        return Resize.to(image, w, Math.max(1, (int) (image.height() * factor)), method);
    }

    /** The middle, black where the picture is smaller. */
    static Image centreCrop(Image image, int width, int height) {
        int left = Math.floorDiv(image.width() - width, 2);
        int top = Math.floorDiv(image.height() - height, 2);
        return placed(image, -left, -top, width, height, new int[image.channels()]);
    }

    /** A picture in the middle of a square. */
    static Image square(Image image, int[] behind) {
        int side = Math.max(image.width(), image.height());
        return placed(image, (side - image.width()) / 2, (side - image.height()) / 2, side, side, behind);
    }

    private static Image placed(Image image, int left, int top, int width, int height, int[] behind) {
        int channels = image.channels();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = x - left;
                int fromY = y - top;
                boolean inside = fromX >= 0 && fromY >= 0 && fromX < image.width() && fromY < image.height();
                for (int c = 0; c < channels; c++) {
                    out[(y * width + x) * channels + c] = (byte) (inside ? image.at(fromX, fromY, c) : behind[c]);
                }
            }
        }
        return new Image(width, height, channels, out);
    }

    /** The longer edge becomes {@code edge}, the other an even number that keeps the proportions, neither above a bound. */
    static Image longestEdge(Image image, int edge, int most, Resampling method) {
        double ratio = (double) image.width() / image.height();
        boolean wide = image.width() >= image.height();
        int other = (int) (wide ? edge / ratio : edge * ratio);
        other = Math.max(1, other + other % 2);
        int width = wide ? edge : other;
        int height = wide ? other : edge;
        ratio = (double) width / height;
        if (width >= height && width > most) {
            width = most;
            height = (int) (width / ratio);
        } else if (height > width && height > most) {
            height = most;
            width = (int) (height * ratio);
        }
        return Resize.to(image, Math.max(1, width), Math.max(1, height), method);
    }

    /** Both edges become multiples of {@code side}, and the squares are cut apart; all of it goes behind them. */
    static Prepared split(Image image, int side, Resampling method) {
        double ratio = (double) image.width() / image.height();
        int width;
        int height;
        if (image.width() >= image.height()) {
            width = multiple(image.width(), side);
            height = multiple((int) (width / ratio), side);
        } else {
            height = multiple(image.height(), side);
            width = multiple((int) (height * ratio), side);
        }
        Image large = Resize.to(image, width, height, method);
        int rows = height / side;
        int columns = width / side;
        if (rows == 1 && columns == 1) {
            return Prepared.whole(large);
        }
        List<Image> frames = new ArrayList<>();
        for (int i = 0; i < rows * columns; i++) {
            int left = i % columns * side;
            int top = i / columns * side;
            frames.add(large.crop(left, top, left + side, top + side));
        }
        frames.add(Resize.to(large, side, side, method));
        return new Prepared(List.copyOf(frames), rows, columns);
    }

    private static int multiple(int size, int of) {
        return Math.max(1, Math.ceilDiv(size, of)) * of;
    }
}
