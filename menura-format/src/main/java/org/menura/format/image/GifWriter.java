package org.menura.format.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A writer of animated GIF files that loop without end, with up to 256 colours in each frame. */
public final class GifWriter {
    private static final String TREE = "javax_imageio_gif_image_1.0";

    private GifWriter() {}

    /**
     * Encodes frames as the bytes of an animated GIF file.
     *
     * @param frames of one size, at least one; what is not opaque is laid on white
     * @param delay duration of each frame in hundredths of a second, 1 to 65,535
     */
    public static byte[] bytes(List<Image> frames, int delay) {
        if (frames.isEmpty() || delay < 1 || delay > 0xffff) {
            throw new IllegalArgumentException(
                    "%d frames with a delay of %d make no animation".formatted(frames.size(), delay));
        }
        Image first = frames.getFirst();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = writer();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames.size(); i++) {
                Image frame = frames.get(i);
                if (frame.width() != first.width() || frame.height() != first.height()) {
                    throw new IllegalArgumentException(
                            "frames of %s and of %s are of no one size".formatted(first, frame));
                }
                BufferedImage picture = Samples.buffered(frame.rgbOn(255, 255, 255));
                writer.writeToSequence(new IIOImage(picture, null, metadata(writer, picture, delay, i == 0)), null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Writes an animated GIF file atomically; see {@link #bytes}. */
    public static void write(List<Image> frames, int delay, Path file) throws IOException {
        ImageFiles.write(bytes(frames, delay), file);
    }

    private static ImageWriter writer() {
        for (Iterator<ImageWriter> i = ImageIO.getImageWritersByFormatName("gif"); i.hasNext(); ) {
            ImageWriter writer = i.next();
            if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
                return writer;
            }
        }
        throw new IllegalStateException("this Java runtime lacks a writer of GIF files");
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, int delay, boolean first)
            throws IIOInvalidTreeException {
        IIOMetadata data = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
        IIOMetadataNode root = new IIOMetadataNode(TREE);
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("delayTime", String.valueOf(delay));
        control.setAttribute("transparentColorIndex", "0");
        root.appendChild(control);
        if (first) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, 0, 0}); // as often as it likes
            IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
            extensions.appendChild(loop);
            root.appendChild(extensions);
        }
        data.mergeTree(TREE, root);
        return data;
    }
}
