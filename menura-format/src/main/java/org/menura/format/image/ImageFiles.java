package org.menura.format.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.menura.format.FormatException;
import org.menura.format.InputFile;
import org.menura.format.OutputFile;

/**
 * Decoders of PNG, JPEG, WebP, GIF, BMP and TIFF files, and an encoder of PNG. Of files that hold several images the
 * first is read, and rotated as its Exif data says. {@link GifFrames} reads more of GIF files, {@link GifWriter} writes
 * them.
 */
public final class ImageFiles {
    /** Maximum number of pixels of an image unless another limit is given: 8,192 × 8,192. */
    public static final int MAX_PIXELS = 1 << 26;

    /** Maximum number of pixels of a WebP image, whose decoder needs some sixty bytes for each. */
    private static final int MAX_WEBP_PIXELS = 1 << 24;

    private static final long MAX_BYTES = 1L << 28;

    private ImageFiles() {}

    /**
     * Decodes an image file.
     *
     * @throws FormatException if it is no image, damaged, or larger than {@link #MAX_PIXELS}
     * @throws UncheckedIOException if it cannot be read
     */
    public static Image read(Path file) {
        return read(bytes(file), file.toString());
    }

    static byte[] bytes(Path file) {
        try {
            if (Files.size(InputFile.of(file)) > MAX_BYTES) {
                throw new FormatException("%s is larger than %d MiB, the most that is read of a picture"
                        .formatted(file, MAX_BYTES >> 20));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new FormatException("there is no file " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Decodes the bytes of an image file; see {@link #read(Path)}. */
    public static Image read(byte[] file, String source) {
        return read(file, source, MAX_PIXELS);
    }

    /**
     * Decodes the bytes of an image file with a limit on its pixels.
     *
     * @param source name of their origin, for messages
     * @param maxPixels maximum number of pixels of the image
     * @throws FormatException if they are no image, damaged, or the image is too large
     */
    public static Image read(byte[] file, String source, int maxPixels) {
        ImageFormat format = ImageFormat.of(file);
        if (format == null) {
            throw new FormatException(
                    source + " is no picture in a format that Menura reads: PNG, JPEG, WebP, GIF, BMP, TIFF");
        }
        Completeness.check(file, format, source);
        int limit = format == ImageFormat.WEBP ? Math.min(maxPixels, MAX_WEBP_PIXELS) : maxPixels;
        if (format == ImageFormat.WEBP && WebpSizes.most(file) > limit) {
            throw new FormatException("%s has %d pixels, more than the limit of %d; make it smaller first"
                    .formatted(source, WebpSizes.most(file), limit));
        }
        Image image;
        try {
            image = decode(file, format, source, limit);
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders meet damage with all kinds of exceptions: of indices, arguments, arithmetic.
            throw new FormatException(
                    "%s is damaged: its %s data cannot be decoded%s".formatted(source, format, reason(e)), e);
        }
        return Exif.upright(image, Exif.orientation(file, format));
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        boolean readable = e instanceof IOException && message != null && !message.isBlank() && message.length() < 200;
        return readable ? " (" + message + ")" : "";
    }

    private static Image decode(byte[] file, ImageFormat format, String source, int maxPixels) throws IOException {
        ImageReader reader = format.reader();
        try (BytesInput in = new BytesInput(file)) {
            reader.setInput(in, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0), source, maxPixels);
            BufferedImage decoded = reader.read(0);
            checkSize(decoded.getWidth(), decoded.getHeight(), source, maxPixels);
            return Samples.of(decoded, source);
        } finally {
            reader.dispose();
        }
    }

    static void checkSize(int width, int height, String source, int maxPixels) {
        if (width < 1 || height < 1) {
            throw new FormatException(
                    "%s is damaged: it says that it has %d x %d pixels".formatted(source, width, height));
        }
        if ((long) width * height > maxPixels) {
            throw new FormatException("%s has %d x %d pixels, more than the limit of %d; make it smaller first"
                    .formatted(source, width, height, maxPixels));
        }
    }

    /** Encodes an image as the bytes of a PNG file. */
    public static byte[] png(Image image) {
        BufferedImage buffered = Samples.buffered(image);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            if (!ImageIO.write(buffered, "png", out)) {
                throw new IllegalStateException("this Java runtime lacks a writer of PNG files");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes an image as a PNG file, atomically. */
    public static void writePng(Image image, Path file) throws IOException {
        write(png(image), file);
    }

    static void write(byte[] bytes, Path file) throws IOException {
        OutputFile.write(file, bytes);
    }
}
