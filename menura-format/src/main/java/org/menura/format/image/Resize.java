package org.menura.format.image;

import java.util.stream.IntStream;
import org.menura.tensor.annotation.Internal;

/**
 * Image resizing that gives Pillow's bytes: when shrinking, the function is as wide as the pixels it covers; rows
 * first, then columns, with weights of 22 binary places and rounding to 8 bits after each.
 */
@Internal
public final class Resize {
    private static final int PRECISION = 22;

    private Resize() {}

    /** Resizes an image. */
    public static Image to(Image image, int width, int height, Resampling method) {
        if (width < 1 || height < 1 || (long) width * height * image.channels() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("cannot make a picture of %d x %d pixels".formatted(width, height));
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        if (method == Resampling.NEAREST) {
            return nearest(image, width, height);
        }
        Image narrow = width == image.width() ? image : rows(image, width, method);
        return height == image.height() ? narrow : columns(narrow, height, method);
    }

    /**
     * What each output takes from the inputs.
     *
     * @param first first input of each output
     * @param weights for each output, the weights of the inputs from there on, in units of 2^-22
     */
    private record Taps(int[] first, int[][] weights) {
        static Taps of(int in, int out, Resampling method) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = method.support * stretch;
            int[] first = new int[out];
            int[][] weights = new int[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int from = Math.max(0, (int) (centre - support + 0.5));
                int to = Math.min(in, (int) (centre + support + 0.5));
                first[i] = from;
                weights[i] = fixed(method, from - centre + 0.5, Math.max(0, to - from), 1 / stretch);
            }
            return new Taps(first, weights);
        }

        private static int[] fixed(Resampling method, double distance, int count, double shrink) {
            double[] exact = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) {
                exact[k] = method.weight((k + distance) * shrink);
                sum += exact[k];
            }
            int[] out = new int[count];
            for (int k = 0; k < count; k++) {
                double w = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION);
                out[k] = (int) (w < 0 ? w - 0.5 : w + 0.5);
            }
            return out;
        }
    }

    private static Image rows(Image image, int width, Resampling method) {
        Taps taps = Taps.of(image.width(), width, method);
        int channels = image.channels();
        byte[] in = image.samples();
        byte[] out = new byte[width * image.height() * channels];
        IntStream.range(0, image.height()).parallel().forEach(y -> {
            int row = y * image.width() * channels;
            int at = y * width * channels;
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    out[at++] = sum(in, row + taps.first[x] * channels + c, channels, taps.weights[x]);
                }
            }
        });
        return new Image(width, image.height(), channels, out);
    }

    private static Image columns(Image image, int height, Resampling method) {
        Taps taps = Taps.of(image.height(), height, method);
        int row = image.width() * image.channels();
        byte[] in = image.samples();
        byte[] out = new byte[row * height];
        IntStream.range(0, height).parallel().forEach(y -> {
            for (int i = 0; i < row; i++) {
                out[y * row + i] = sum(in, taps.first[y] * row + i, row, taps.weights[y]);
            }
        });
        return new Image(image.width(), height, image.channels(), out);
    }

    private static byte sum(byte[] in, int from, int stride, int[] weights) {
        int sum = 1 << PRECISION - 1;
        int at = from;
        for (int w : weights) {
            sum += (in[at] & 0xff) * w;
            at += stride;
        }
        return (byte) Math.clamp(sum >> PRECISION, 0, 255);
    }

    private static Image nearest(Image image, int width, int height) {
        int[] xs = nearest(image.width(), width);
        int[] ys = nearest(image.height(), height);
        int channels = image.channels();
        byte[] out = new byte[width * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = (ys[y] * image.width() + xs[x]) * channels;
                System.arraycopy(image.samples(), from, out, (y * width + x) * channels, channels);
            }
        }
        return new Image(width, height, channels, out);
    }

    /** The inputs that lie under the centres of the outputs; the position is summed up as Pillow does. */
    private static int[] nearest(int in, int out) {
        double scale = (double) in / out;
        double at = scale * 0.5;
        int[] index = new int[out];
        for (int i = 0; i < out; i++) {
            index[i] = Math.min(in - 1, (int) at);
            at += scale;
        }
        return index;
    }
}
