package org.menura.format.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.Testdata;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Tensor;

@Tag("slow")
class ImageFilesTest {
    private static final Path FOLDER = Testdata.path("images");
    private static final SafetensorsFile DECODED = SafetensorsFile.open(FOLDER.resolve("decoded.safetensors"));

    static List<String> files() {
        return DECODED.names().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesWhatPillowDecodes(String name) {
        Tensor expected = DECODED.tensor(name); // [height, width, 3 or 4]
        Image image = ImageFiles.read(FOLDER.resolve(name));
        assertEquals(expected.dim(1), image.width());
        assertEquals(expected.dim(0), image.height());
        Image compared = expected.dim(2) == 3 ? image.rgb() : image;
        assertEquals(expected.dim(2), compared.channels());
        // Decoders of lossy WebP differ in how they spread colours, which these files hold at half the size: at the
        // edges of noise most.
        double noise = name.equals("lossy-smooth.webp") ? 3 : 6;
        double tolerance = name.startsWith("lossy") ? noise : name.endsWith(".jpg") ? 0.5 : 0;
        long[] values = expected.toLongs();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.abs(values[i] - (compared.samples()[i] & 0xff));
        }
        double mean = sum / values.length;
        assertTrue(mean <= tolerance, "differs by " + mean + " on average");
    }

    /** Of four inks, the last of them black; what they look like is what Pillow says. */
    @Test
    void mixesInks() {
        byte[] inks = {-1, -31, -16, 0, 0, 0, 0, 0, 10, 20, 30, -56, -128, 64, -1, 100};
        int[][] fields = {{256, 4}, {257, 1}, {258, 8}, {259, 1}, {262, 5}, {273, 200}, {277, 4}, {278, 1}, {279, 16}};
        ByteBuffer tiff = ByteBuffer.allocate(216).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0}).putShort((short) fields.length);
        for (int[] field : fields) {
            int count = field[0] == 258 ? 4 : 1;
            tiff.putShort((short) field[0]).putShort((short) 3).putInt(count).putInt(count == 4 ? 190 : field[1]);
        }
        tiff.position(190)
                .putShort((short) 8)
                .putShort((short) 8)
                .putShort((short) 8)
                .putShort((short) 8);
        tiff.position(200).put(inks);
        Image image = ImageFiles.read(tiff.array(), "inks.tiff");
        assertEquals(3, image.channels());
        assertArrayEquals(
                new byte[] {0, 30, 15, -1, -1, -1, 53, 51, 49, 77, 116, 0},
                image.rgb().samples());
    }

    @ParameterizedTest
    @MethodSource("files")
    @Timeout(60)
    void refusesOrReadsDamagedFiles(String name) throws IOException {
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        Random random = new Random(20240301);
        for (int trial = 0; trial < 100; trial++) {
            byte[] damaged = file.clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(200, file.length) : file.length);
                damaged[at] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : damaged[at] ^ 1 << random.nextInt(8));
            }
            if (name.endsWith(".png")) {
                mendChecksums(damaged);
            }
            readOrRefuse(damaged);
        }
        for (int trial = 0; trial < 30; trial++) {
            readOrRefuse(Arrays.copyOf(file, random.nextInt(file.length)));
        }
    }

    private static void readOrRefuse(byte[] file) {
        try {
            ImageFiles.read(file, "file", 1 << 16);
        } catch (FormatException e) {
            assertTrue(e.getMessage().startsWith("file "), e.getMessage());
            assertTrue(e.getMessage().length() < 400, e.getMessage());
        }
    }

    /** Damage that the checksums of PNG chunks would give away is made to get past them. */
    private static void mendChecksums(byte[] file) {
        ByteBuffer b = ByteBuffer.wrap(file);
        int at = 8;
        while (at + 12L <= file.length) {
            int length = b.getInt(at);
            if (length < 0 || at + 12L + length > file.length) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            b.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void refusesCutFiles(String name) throws IOException {
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        assertThrows(FormatException.class, () -> ImageFiles.read(Arrays.copyOf(file, file.length * 2 / 3), "file"));
    }

    @Test
    void refusesAHugeHeaderBeforeItAllocates() throws IOException {
        byte[] file = Files.readAllBytes(FOLDER.resolve("rgb.png"));
        ByteBuffer.wrap(file).putInt(16, 100_000).putInt(20, 100_000);
        mendChecksums(file);
        FormatException e = assertThrows(FormatException.class, () -> ImageFiles.read(file, "huge.png"));
        assertEquals(
                "huge.png has 100000 x 100000 pixels, more than the limit of 67108864; make it smaller first",
                e.getMessage());
    }

    @Test
    void refusesAWrongChecksum() throws IOException {
        byte[] file = Files.readAllBytes(FOLDER.resolve("rgb.png"));
        file[60] ^= 4;
        FormatException e = assertThrows(FormatException.class, () -> ImageFiles.read(file, "a.png"));
        assertTrue(e.getMessage().contains("checksum"), e.getMessage());
    }

    /** Decoders were busy or greedy for long with these, which fuzzing found. */
    @Test
    @Timeout(20)
    void refusesWhatKeepsDecodersBusy() throws IOException {
        for (String name : List.of("endless-codes.webp", "large-inside.webp", "embedded.bmp")) {
            byte[] file = Files.readAllBytes(FOLDER.resolve("damaged").resolve(name));
            assertThrows(FormatException.class, () -> ImageFiles.read(file, name), name);
        }
    }

    @Test
    void refusesWhatIsNoPicture(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "hello");
        FormatException e = assertThrows(FormatException.class, () -> ImageFiles.read(text));
        assertTrue(e.getMessage().endsWith("PNG, JPEG, WebP, GIF, BMP, TIFF"), e.getMessage());
        Path none = folder.resolve("none.png");
        assertEquals(
                "there is no file " + none,
                assertThrows(FormatException.class, () -> ImageFiles.read(none)).getMessage());
    }

    @Test
    void showsWhatIsBehind() {
        Image half = new Image(2, 1, 4, new byte[] {(byte) 200, 100, 0, (byte) 128, 1, 2, 3, 0});
        assertEquals(new Image(2, 1, 3, new byte[] {(byte) 200, 100, 0, 1, 2, 3}), half.rgb());
        Image onWhite = half.rgbOn(255, 255, 255);
        assertEquals(227, onWhite.at(0, 0, 0));
        assertEquals(177, onWhite.at(0, 0, 1));
        assertEquals(127, onWhite.at(0, 0, 2));
        assertEquals(255, onWhite.at(1, 0, 2));
    }

    @Test
    void writesWhatItReads(@TempDir Path folder) throws IOException {
        for (String name : List.of("rgb.png", "rgba.png", "grey.png")) {
            Image image = ImageFiles.read(FOLDER.resolve(name));
            Path copy = folder.resolve(name);
            ImageFiles.writePng(image, copy);
            assertEquals(image, ImageFiles.read(copy));
        }
    }
}
