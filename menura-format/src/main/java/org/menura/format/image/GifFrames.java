package org.menura.format.image;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/** A reader of the frames of animated GIF files, each composed with what the frames before it left on the canvas. */
public final class GifFrames {
    /** Limit of all frames' pixels, as a multiple of {@code maxPixels}: a small file does not keep decoders busy. */
    private static final long DECODED = 16;

    private GifFrames() {}

    /**
     * Decodes evenly spaced frames of a file, its first and its last among them, in order.
     *
     * @param most maximum number of frames; of a file that has no more, all are read
     * @return images of the canvas's size, with opacity where something of it is not covered
     * @throws FormatException if it is no GIF file, damaged, or the frames have more than {@link ImageFiles#MAX_PIXELS}
     *     together
     * @throws UncheckedIOException if it cannot be read
     */
    public static List<Image> read(Path file, int most) {
        return read(ImageFiles.bytes(file), file.toString(), most, ImageFiles.MAX_PIXELS);
    }

    /**
     * Decodes evenly spaced frames of the bytes of a file; see {@link #read(Path, int)}.
     *
     * @param source name of their origin, for messages
     * @param maxPixels maximum number of pixels of all returned frames together
     */
    public static List<Image> read(byte[] file, String source, int most, int maxPixels) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 frame is read, not " + most);
        }
        if (ImageFormat.of(file) != ImageFormat.GIF) {
            throw new FormatException(
                    source + " is no GIF file; convert the video to an animated GIF, or give its frames as pictures");
        }
        GifStructure gif = GifStructure.of(file, source);
        int count = gif.parts().size();
        if (count == 0) {
            throw new FormatException(source + " is a GIF file without pictures");
        }
        int[] wanted = spaced(count, most);
        check(gif, wanted.length, source, maxPixels);
        Canvas canvas = new Canvas(gif.width(), gif.height());
        List<Image> frames = new ArrayList<>();
        for (int i = 0; frames.size() < wanted.length; i++) {
            GifStructure.Part part = gif.parts().get(i);
            Image picture = ImageFiles.read(gif.alone(file, part), "%s, frame %d,".formatted(source, i + 1), maxPixels);
            canvas.draw(picture, part);
            if (wanted[frames.size()] == i) {
                frames.add(canvas.seen());
            }
            canvas.dispose(part);
        }
        return frames;
    }

    private static int[] spaced(int count, int most) {
        int n = Math.min(count, most);
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            out[i] = n == 1 ? 0 : (int) ((long) i * (count - 1) / (n - 1));
        }
        return out;
    }

    private static void check(GifStructure gif, int frames, String source, int maxPixels) {
        ImageFiles.checkSize(gif.width(), gif.height(), source, maxPixels);
        if ((long) frames * gif.width() * gif.height() > maxPixels) {
            throw new FormatException("%s: %d frames of %d x %d pixels are more than the limit of %d pixels; take fewer"
                    .formatted(source, frames, gif.width(), gif.height(), maxPixels));
        }
        if (gif.parts().stream().mapToLong(GifStructure.Part::area).sum() > DECODED * maxPixels) {
            throw new FormatException("%s has %d pictures of more than %d pixels together; make it smaller first"
                    .formatted(source, gif.parts().size(), DECODED * maxPixels));
        }
    }

    /** The canvas of red, green, blue and opacity, at first transparent. */
    private static final class Canvas {
        private static final int CHANNELS = 4;

        private final int width;
        private final int height;
        private final byte[] samples;
        private byte[] before = new byte[0]; // where the last picture is that goes away again

        Canvas(int width, int height) {
            this.width = width;
            this.height = height;
            this.samples = new byte[Math.multiplyExact(CHANNELS, width * height)];
        }

        void draw(Image picture, GifStructure.Part part) {
            if (part.disposal() == GifStructure.Disposal.RESTORED) {
                before = empty(part);
                copy(part, before, false);
            }
            int channels = picture.channels();
            byte[] from = picture.samples();
            for (int y = 0; y < picture.height() && part.top() + y < height; y++) {
                for (int x = 0; x < picture.width() && part.left() + x < width; x++) {
                    int at = (y * picture.width() + x) * channels;
                    if (channels == CHANNELS && from[at + 3] == 0) {
                        continue;
                    }
                    int to = ((part.top() + y) * width + part.left() + x) * CHANNELS;
                    for (int c = 0; c < 3; c++) {
                        samples[to + c] = from[channels == 1 ? at : at + c];
                    }
                    samples[to + 3] = (byte) 255;
                }
            }
        }

        private static byte[] empty(GifStructure.Part part) {
            return new byte[Math.toIntExact(CHANNELS * part.area())];
        }

        void dispose(GifStructure.Part part) {
            switch (part.disposal()) {
                case KEPT -> {}
                case RESTORED -> copy(part, before, true);
                case CLEARED -> copy(part, empty(part), true);
            }
        }

        /** Copies the part of the canvas that an image covers: to {@code away}, or back. */
        private void copy(GifStructure.Part part, byte[] away, boolean back) {
            int length = (Math.min(part.left() + part.width(), width) - part.left()) * CHANNELS;
            for (int y = 0; length > 0 && y < part.height() && part.top() + y < height; y++) {
                int here = ((part.top() + y) * width + part.left()) * CHANNELS;
                int there = y * part.width() * CHANNELS;
                if (back) {
                    System.arraycopy(away, there, samples, here, length);
                } else {
                    System.arraycopy(samples, here, away, there, length);
                }
            }
        }

        Image seen() {
            Image all = new Image(width, height, CHANNELS, samples.clone());
            for (int i = 3; i < samples.length; i += CHANNELS) {
                if (samples[i] == 0) {
                    return all;
                }
            }
            return all.rgb();
        }
    }
}
