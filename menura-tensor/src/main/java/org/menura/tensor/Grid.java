package org.menura.tensor;

import java.util.Arrays;
import org.menura.tensor.annotation.Extension;

/**
 * The spatial layout of a tensor's rows: {@code count} images behind each other, each of {@code height} lines of {@code
 * width} rows, so that a batch of images is [count · height · width, channels]. A signal over time is an image of one
 * line.
 */
@Extension
public record Grid(int count, int height, int width) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is negative or there are more rows than an array can have
     */
    public Grid {
        if (count < 0 || height < 0 || width < 0 || (long) count * height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%d pictures of %d lines of %d cannot be held".formatted(count, height, width));
        }
    }

    /** Creates the grid of signals over time. */
    public static Grid line(int count, int length) {
        return new Grid(count, 1, length);
    }

    /** Returns the number of rows of all images. */
    public int rows() {
        return count * height * width;
    }

    /** Returns the number of rows of one image. */
    public int area() {
        return height * width;
    }

    /** Returns the images as sequences of rows. */
    public Segments segments() {
        int[] lengths = new int[count];
        Arrays.fill(lengths, area());
        return Segments.ofLengths(lengths);
    }

    /**
     * Returns, for each row of images of another size, the nearest row of these: {@code floor(i · size / newSize)} in
     * both directions, as PyTorch's "nearest" interpolation has it. {@link Backend#gatherRows} resizes with it.
     */
    public int[] nearest(int newHeight, int newWidth) {
        int[] rows = new int[new Grid(count, newHeight, newWidth).rows()];
        int at = 0;
        for (int n = 0; n < count; n++) {
            for (int y = 0; y < newHeight; y++) {
                int line = (n * height + (int) ((long) y * height / newHeight)) * width;
                for (int x = 0; x < newWidth; x++) {
                    rows[at++] = line + (int) ((long) x * width / newWidth);
                }
            }
        }
        return rows;
    }

    /**
     * Returns the rows of each window behind each other, windows in the order of {@link Window#out}: for pooling with
     * {@link Backend#gatherRows}.
     *
     * @throws IllegalArgumentException if windows reach beyond the edge
     */
    public int[] windows(Window window) {
        Grid out = window.out(this);
        boolean inside =
                window.padTop() == 0 && window.padBottom() == 0 && window.padLeft() == 0 && window.padRight() == 0;
        if (!inside) {
            throw new IllegalArgumentException(window + " reaches beyond the edge, where there are no rows");
        }
        int[] rows = new int[Math.multiplyExact(out.rows(), window.taps())];
        int at = 0;
        for (int i = 0; i < out.rows(); i++) {
            int n = i / out.area();
            int y = i % out.area() / out.width() * window.strideY();
            int x = i % out.width() * window.strideX();
            for (int t = 0; t < window.taps(); t++) {
                int line = n * height + y + t / window.kernelX() * window.dilationY();
                rows[at++] = line * width + x + t % window.kernelX() * window.dilationX();
            }
        }
        return rows;
    }
}
