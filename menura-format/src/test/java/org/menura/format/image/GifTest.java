package org.menura.format.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.Testdata;

class GifTest {
    private static final int ALL = 1 << 20;

    /** Frames of 12 × 10 pixels, each with 120 colours of its own. */
    private static List<Image> frames(int count) {
        List<Image> out = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            byte[] samples = new byte[12 * 10 * 3];
            new Random(n).nextBytes(samples);
            out.add(new Image(12, 10, 3, samples));
        }
        return out;
    }

    private static List<Image> read(byte[] gif, int most) {
        return GifFrames.read(gif, "a.gif", most, ALL);
    }

    @Test
    void framesWrittenAreFramesRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.gif");
        GifWriter.write(frames(5), 13, file);
        assertEquals(frames(5), GifFrames.read(file, 5));
        assertEquals(frames(5), GifFrames.read(file, 99));
        assertEquals(frames(1).getFirst(), ImageFiles.read(file));
        assertArrayEquals(GifWriter.bytes(frames(5), 13), Files.readAllBytes(file));
    }

    @Test
    void evenlySpacedFrames() {
        byte[] gif = GifWriter.bytes(frames(9), 5);
        List<Image> all = frames(9);
        assertEquals(List.of(all.get(0), all.get(4), all.get(8)), read(gif, 3));
        assertEquals(List.of(all.get(0), all.get(2), all.get(5), all.get(8)), read(gif, 4));
        assertEquals(List.of(all.get(0)), read(gif, 1));
    }

    /** As another reader sees them. */
    @Test
    void delaysAndLoop() throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(GifWriter.bytes(frames(3), 13))));
        assertEquals(3, reader.getNumImages(true));
        for (int i = 0; i < 3; i++) {
            IIOMetadataNode root =
                    (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
            IIOMetadataNode control = (IIOMetadataNode)
                    root.getElementsByTagName("GraphicControlExtension").item(0);
            assertEquals("13", control.getAttribute("delayTime"));
            var loops = root.getElementsByTagName("ApplicationExtension");
            assertEquals(i == 0 ? 1 : 0, loops.getLength());
            if (i == 0) {
                IIOMetadataNode loop = (IIOMetadataNode) loops.item(0);
                assertEquals(
                        "NETSCAPE2.0", loop.getAttribute("applicationID") + loop.getAttribute("authenticationCode"));
                assertArrayEquals(new byte[] {1, 0, 0}, (byte[]) loop.getUserObject());
            }
        }
        reader.dispose();
    }

    @Test
    void manyColoursAreBroughtDownTo256() {
        byte[] samples = new byte[64 * 64 * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i % 3 == 0 ? i / 3 % 64 * 4 : i % 3 == 1 ? i / 3 / 64 * 4 : 128);
        }
        Image smooth = new Image(64, 64, 3, samples);
        Image back = read(GifWriter.bytes(List.of(smooth), 10), 1).getFirst();
        double sum = 0;
        for (int i = 0; i < samples.length; i++) {
            sum += Math.abs((samples[i] & 0xff) - (back.samples()[i] & 0xff));
        }
        assertTrue(sum / samples.length < 8, "differs by " + sum / samples.length);
    }

    /**
     * A file of 3 × 2 pixels with the colours 0 red, 1 green, 2 blue, 3 transparent, whose pictures are given as
     * {@code left, top, width, height, disposal} and their pixels.
     */
    private static byte[] gif(int[][] pictures) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {3, 0, 2, 0, (byte) 0x81, 0, 0});
        out.writeBytes(new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1, 9, 9, 9});
        for (int[] p : pictures) {
            out.writeBytes(new byte[] {0x21, (byte) 0xf9, 4, (byte) (p[4] << 2 | 1), 5, 0, 3, 0});
            out.writeBytes(new byte[] {0x21, (byte) 0xfe, 2, 'h', 'i', 0});
            out.writeBytes(new byte[] {0x2c, (byte) p[0], 0, (byte) p[1], 0, (byte) p[2], 0, (byte) p[3], 0, 0});
            out.write(2);
            // Codes of 3 bits, cleared before each pixel so that they never grow: 4 and a colour, and 5 at the end.
            long bits = 0;
            int length = 0;
            for (int i = 5; i < p.length; i++) {
                bits |= (4L | (long) p[i] << 3) << length;
                length += 6;
            }
            bits |= 5L << length;
            length += 3;
            out.write((length + 7) / 8);
            for (int i = 0; i < length; i += 8) {
                out.write((int) (bits >>> i));
            }
            out.write(0);
        }
        out.write(0x3b);
        return out.toByteArray();
    }

    /** The pixels as letters, a dot where nothing is. */
    private static String seen(Image frame) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            int x = i % 3;
            int y = i / 3;
            boolean empty = frame.channels() == 4 && frame.at(x, y, 3) == 0;
            out.append(empty ? '.' : frame.at(x, y, 0) > 0 ? 'r' : frame.at(x, y, 1) > 0 ? 'g' : 'b');
        }
        return out.toString();
    }

    @Test
    void framesLieOnWhatThoseBeforeLeft() {
        byte[] gif = gif(new int[][] {
            {0, 0, 3, 2, 1, 0, 0, 0, 1, 1, 1}, // stays
            {1, 0, 2, 2, 3, 2, 3, 2, 3}, // goes away again; what is transparent leaves what is there
            {0, 1, 2, 1, 2, 2, 2}, // leaves a hole
            {2, 1, 1, 1, 0, 0},
            {2, 1, 2, 2, 2, 1, 2, 2, 2}, // reaches beyond the canvas, with a hole
            {0, 0, 1, 1, 0, 3}
        });
        List<Image> frames = read(gif, 6);
        assertEquals(
                List.of("rrrggg", "rbrgbg", "rrrbbg", "rrr..r", "rrr..g", "rrr..."),
                frames.stream().map(GifTest::seen).toList());
        assertEquals(3, frames.getFirst().channels());
        assertEquals(
                List.of("rrrggg", "rrr..."),
                read(gif, 2).stream().map(GifTest::seen).toList());
    }

    @Test
    void refusesCutAndForeignFiles() throws IOException {
        byte[] gif = GifWriter.bytes(frames(4), 5);
        for (int length : new int[] {6, 12, 20, gif.length / 2, gif.length - 1}) {
            FormatException e = assertThrows(FormatException.class, () -> read(Arrays.copyOf(gif, length), 2));
            assertEquals(
                    "a.gif is cut off: the end of its GIF data is missing; get the file once more", e.getMessage());
        }
        byte[] png = Files.readAllBytes(Testdata.path("images/rgb.png"));
        assertTrue(assertThrows(FormatException.class, () -> read(png, 2))
                .getMessage()
                .contains("is no GIF file"));
        FormatException none = assertThrows(FormatException.class, () -> read(gif(new int[0][]), 2));
        assertEquals("a.gif is a GIF file without pictures", none.getMessage());
        byte[] odd = gif(new int[][] {{0, 0, 1, 1, 0, 0}});
        odd[25] = 0x77; // behind the header and four colours
        FormatException kind = assertThrows(FormatException.class, () -> read(odd, 2));
        assertEquals("a.gif is damaged: there is no GIF block of the kind 0x77 at byte 25", kind.getMessage());
    }

    @Test
    void refusesWhatIsTooLargeBeforeItAllocates() {
        byte[] huge = GifWriter.bytes(frames(2), 5);
        huge[6] = huge[7] = huge[8] = huge[9] = (byte) 0xff;
        FormatException e =
                assertThrows(FormatException.class, () -> GifFrames.read(huge, "a.gif", 2, ImageFiles.MAX_PIXELS));
        assertTrue(e.getMessage().contains("65535 x 65535 pixels, more than the limit"), e.getMessage());
        byte[] many = GifWriter.bytes(frames(9), 5);
        FormatException all = assertThrows(FormatException.class, () -> GifFrames.read(many, "a.gif", 9, 1000));
        assertTrue(all.getMessage().contains("9 frames of 12 x 10 pixels are more"), all.getMessage());
        assertEquals(8, GifFrames.read(many, "a.gif", 8, 1000).size());
    }

    @Test
    @Timeout(60)
    void refusesOrReadsDamagedFiles() {
        byte[] gif = GifWriter.bytes(frames(4), 5);
        Random random = new Random(20240302);
        int read = 0;
        for (int trial = 0; trial < 1000; trial++) {
            byte[] damaged = gif.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                damaged[random.nextInt(gif.length)] = (byte) random.nextInt(256);
            }
            try {
                read += GifFrames.read(damaged, "file", 3, 1 << 16).size();
            } catch (FormatException e) {
                assertTrue(e.getMessage().startsWith("file"), e.getMessage());
                assertFalse(e.getMessage().length() > 400, e.getMessage());
            }
        }
        assertTrue(read > 0);
    }

    @Test
    void refusesWhatMakesNoAnimation() {
        List<Image> mixed = List.of(new Image(2, 2, 1, new byte[4]), new Image(2, 1, 1, new byte[2]));
        assertThrows(IllegalArgumentException.class, () -> GifWriter.bytes(mixed, 5));
        assertThrows(IllegalArgumentException.class, () -> GifWriter.bytes(List.of(), 5));
        assertThrows(IllegalArgumentException.class, () -> GifWriter.bytes(frames(1), 0));
        assertThrows(IllegalArgumentException.class, () -> read(GifWriter.bytes(frames(1), 1), 0));
    }
}
