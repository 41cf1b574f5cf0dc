package org.menura.recipes.omni;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/** Pictures of 32 × 32 pixels on white, as the model sees and draws them: [32 · 32], 0xRRGGBB. */
final class OmniPictures {
    static final int SIDE = 32;

    private static final int MNIST = 28;

    private OmniPictures() {}

    /** An emoji's file made smaller: each pixel is the mean of those that it covers, in front of white. */
    static int[] emoji(byte[] png, String name) throws IOException {
        ImageIO.setUseCache(false);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        if (image == null || image.getWidth() != image.getHeight()) {
            throw new IOException(name + " is no square picture");
        }
        int from = image.getWidth();
        int[] argb = image.getRGB(0, 0, from, from, null, 0, from);
        int[] out = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                out[y * SIDE + x] = mean(argb, from, x, y);
            }
        }
        return out;
    }

    /** In whole numbers, since they are the same everywhere: a pixel weighs what it shares with the square, times SIDE². */
    private static int mean(int[] argb, int from, int x, int y) {
        long[] sums = new long[3];
        for (int v = y * from / SIDE; v * SIDE < (y + 1) * from; v++) {
            long high = Math.min((v + 1) * SIDE, (y + 1) * from) - Math.max(v * SIDE, y * from);
            for (int u = x * from / SIDE; u * SIDE < (x + 1) * from; u++) {
                long weight = high * (Math.min((u + 1) * SIDE, (x + 1) * from) - Math.max(u * SIDE, x * from));
                int pixel = argb[v * from + u];
                int opacity = pixel >>> 24;
                for (int c = 0; c < 3; c++) {
                    sums[c] += weight * ((pixel >> 16 - 8 * c & 0xff) * opacity + 255 * (255 - opacity));
                }
            }
        }
        long all = 255L * from * from;
        int rgb = 0;
        for (long sum : sums) {
            rgb = rgb << 8 | (int) ((sum + all / 2) / all);
        }
        return rgb;
    }

    /** Handwritten digits as ink on paper. */
    static int[][] digits(Path file) throws IOException {
        ByteBuffer in = idx(file, 2051);
        int count = in.getInt();
        int height = in.getInt();
        int width = in.getInt();
        if (height != MNIST || width != MNIST) {
            throw new IOException(file + " holds no pictures of 28 × 28 pixels");
        }
        int[][] all = new int[count][SIDE * SIDE];
        int edge = (SIDE - MNIST) / 2;
        for (int[] digit : all) {
            Arrays.fill(digit, 0xffffff);
            for (int y = 0; y < MNIST; y++) {
                for (int x = 0; x < MNIST; x++) {
                    digit[(y + edge) * SIDE + x + edge] = (255 - (in.get() & 0xff)) * 0x010101;
                }
            }
        }
        return all;
    }

    /** What the digits are. */
    static int[] labels(Path file) throws IOException {
        ByteBuffer in = idx(file, 2049);
        int[] labels = new int[in.getInt()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.get();
        }
        return labels;
    }

    private static ByteBuffer idx(Path file, int magic) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
            if (bytes.getInt() != magic) {
                throw new IOException(file + " is not the IDX file that it should be");
            }
            return bytes;
        }
    }

    /** Reads what {@link #png} wrote, or any other picture of that size. */
    static int[] read(Path file) throws IOException {
        ImageIO.setUseCache(false);
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null || image.getWidth() != SIDE || image.getHeight() != SIDE) {
            throw new IOException(file + " is no picture of 32 × 32 pixels");
        }
        int[] rgb = image.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] &= 0xffffff;
        }
        return rgb;
    }

    /** A PNG file whose bytes are the same everywhere, since nothing in it is compressed. */
    static byte[] png(int[] rgb) throws IOException {
        byte[] rows = new byte[SIDE * (1 + 3 * SIDE)];
        for (int y = 0, at = 0; y < SIDE; y++) {
            at++; // no filter
            for (int x = 0; x < SIDE; x++) {
                for (int shift = 16; shift >= 0; shift -= 8) {
                    rows[at++] = (byte) (rgb[y * SIDE + x] >> shift);
                }
            }
        }
        Adler32 sum = new Adler32();
        sum.update(rows);
        ByteBuffer data = ByteBuffer.allocate(rows.length + 11);
        data.put((byte) 0x78).put((byte) 1).put((byte) 1);
        for (int length : new int[] {rows.length, ~rows.length}) {
            data.put((byte) length).put((byte) (length >> 8));
        }
        data.put(rows).putInt((int) sum.getValue());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE).put(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", data.array());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
