package org.menura.tensor.dtype;

/**
 * The 12 bytes in which Q4_K and Q5_K keep eight scales and eight minima of 6 bits each.
 *
 * <p>Bytes 0 to 3 hold scales 0 to 3 in their low six bits, bytes 4 to 7 the minima 0 to 3. Of scale and minimum j + 4,
 * byte j + 8 holds the low four bits in its low and high nibble, and the top bits of bytes j and j + 4 the upper two.
 */
final class PackedScales {
    static final int BYTES = 12;

    private PackedScales() {}

    static int scale(byte[] b, int at, int j) {
        return j < 4 ? b[at + j] & 0x3f : b[at + j + 4] & 0xf | (b[at + j - 4] & 0xc0) >> 2;
    }

    static int min(byte[] b, int at, int j) {
        return j < 4 ? b[at + j + 4] & 0x3f : b[at + j + 4] >> 4 & 0xf | (b[at + j] & 0xc0) >> 2;
    }

    static void put(byte[] b, int at, int[] scales, int[] mins) {
        for (int j = 0; j < 4; j++) {
            b[at + j] = (byte) (scales[j] | scales[j + 4] >> 4 << 6);
            b[at + j + 4] = (byte) (mins[j] | mins[j + 4] >> 4 << 6);
            b[at + j + 8] = (byte) (scales[j + 4] & 0xf | mins[j + 4] << 4);
        }
    }
}
