package org.menura.tensor.dtype;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.menura.tensor.annotation.Internal;

/**
 * Holds the points of a lattice that stored indices name (ggml's "grids", after QuIP#, arXiv 2402.04396).
 *
 * <p>The resource has the books one after the other, each point in 16 bits, little-endian: from bit {@code bits · i} on
 * lies which of the book's levels coordinate i is.
 */
@Internal
public enum CodeBook {
    IQ2_XXS(0, 256, 8, 2, 8, 25, 43),
    IQ2_XS(256, 512, 8, 2, 8, 25, 43),
    IQ2_S(768, 1024, 8, 2, 8, 25, 43),
    IQ3_XXS(1792, 256, 4, 3, 4, 12, 20, 28, 36, 44, 52, 62),
    IQ3_S(2048, 512, 4, 3, 1, 3, 5, 7, 9, 11, 13, 15),
    IQ1(2560, 2048, 8, 2, -1, 0, 1);

    private final byte[] values; // [points, width]
    private final int width;

    CodeBook(int first, int points, int width, int bits, int... levels) {
        this.width = width;
        this.values = new byte[points * width];
        byte[] codes = Stored.BYTES;
        for (int p = 0; p < points; p++) {
            int at = 2 * (first + p);
            int code = (codes[at] & 0xff) | (codes[at + 1] & 0xff) << 8;
            for (int i = 0; i < width; i++) {
                values[p * width + i] = (byte) levels[code >> bits * i & (1 << bits) - 1];
            }
        }
    }

    /** Writes {@code scale · x} for the coordinates x of a point, with the sign that bit i of {@code signs} turns. */
    void decode(int point, float scale, int signs, float[] dst, int to) {
        for (int i = 0; i < width; i++) {
            dst[to + i] = Bytes.turned(scale * values[point * width + i], signs >> i);
        }
    }

    /** Writes {@code scale · (x + shift)} for the coordinates x of a point. */
    void decodeShifted(int point, float scale, float shift, float[] dst, int to) {
        for (int i = 0; i < width; i++) {
            dst[to + i] = scale * (values[point * width + i] + shift);
        }
    }

    /** Returns the coordinates of all points: [points, {@link #width}]. */
    public byte[] points() {
        return values.clone();
    }

    /** Returns the number of a point's coordinates. */
    public int width() {
        return width;
    }

    /** Returns eight signs of which seven are stored: the number of negative ones is even. */
    public static int evenSigns(int seven) {
        return seven | (Integer.bitCount(seven) & 1) << 7;
    }

    private static final class Stored {
        private static final byte[] BYTES = read("code-books.bin");

        private static byte[] read(String resource) {
            try (InputStream in = CodeBook.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("menura-tensor lacks its resource " + resource);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
