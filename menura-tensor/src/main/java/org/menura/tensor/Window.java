package org.menura.tensor;

import org.menura.tensor.annotation.Extension;

/**
 * The window of a convolution or a pooling, and its steps over a {@link Grid}. Y counts lines, X rows in a line.
 *
 * @param kernelY height of the window in taps
 * @param kernelX width of the window in taps
 * @param strideY lines from one window to the next
 * @param strideX rows of a line from one window to the next
 * @param padTop lines of zeros before the first one
 * @param padBottom lines of zeros behind the last one
 * @param padLeft zeros before the first row of a line
 * @param padRight zeros behind the last row of a line
 * @param dilationY lines from one tap to the next
 * @param dilationX rows of a line from one tap to the next
 */
@Extension
public record Window(
        int kernelY,
        int kernelX,
        int strideY,
        int strideX,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationY,
        int dilationX) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the kernel, the stride or the dilation is not positive
     */
    public Window {
        if (Math.min(kernelY, kernelX) < 1 || Math.min(strideY, strideX) < 1 || Math.min(dilationY, dilationX) < 1) {
            throw new IllegalArgumentException(
                    "kernel %d×%d, stride %d×%d and dilation %d×%d of a window must be positive"
                            .formatted(kernelY, kernelX, strideY, strideX, dilationY, dilationX));
        }
    }

    /** Creates a square window with the same zero padding on all sides. */
    public static Window square(int kernel, int stride, int pad) {
        return new Window(kernel, kernel, stride, stride, pad, pad, pad, pad, 1, 1);
    }

    /** Creates a window over signals of one line. */
    public static Window line(int kernel, int stride, int pad, int dilation) {
        return new Window(1, kernel, 1, stride, 0, 0, pad, pad, 1, dilation);
    }

    /** Returns the number of taps of the window. */
    public int taps() {
        return kernelY * kernelX;
    }

    /** Returns whether the window sees one row and passes all of them in order. */
    public boolean isPointwise() {
        return taps() == 1
                && strideY == 1
                && strideX == 1
                && padTop == 0
                && padBottom == 0
                && padLeft == 0
                && padRight == 0;
    }

    /**
     * Returns the grid of the results of a convolution.
     *
     * @throws IllegalArgumentException if the images are smaller than the window
     */
    public Grid out(Grid in) {
        return new Grid(
                in.count(),
                out(in, in.height(), kernelY, strideY, padTop + padBottom, dilationY),
                out(in, in.width(), kernelX, strideX, padLeft + padRight, dilationX));
    }

    private int out(Grid in, int size, int kernel, int stride, int pad, int dilation) {
        int room = size + pad - dilation * (kernel - 1) - 1;
        if (room < 0) {
            throw new IllegalArgumentException(
                    "%s does not fit pictures of %d lines of %d rows".formatted(this, in.height(), in.width()));
        }
        return room / stride + 1;
    }

    /**
     * Returns the grid of the results of a transposed convolution, as PyTorch counts it: the smallest one that {@link
     * #out} takes to {@code in}, and more lines and rows than that at the end ("output padding").
     *
     * @throws IllegalArgumentException if nothing would be left
     */
    public Grid transposed(Grid in, int moreY, int moreX) {
        int height = (in.height() - 1) * strideY - padTop - padBottom + dilationY * (kernelY - 1) + 1 + moreY;
        int width = (in.width() - 1) * strideX - padLeft - padRight + dilationX * (kernelX - 1) + 1 + moreX;
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "%s leaves nothing of pictures of %d lines of %d rows".formatted(this, in.height(), in.width()));
        }
        return new Grid(in.count(), height, width);
    }
}
