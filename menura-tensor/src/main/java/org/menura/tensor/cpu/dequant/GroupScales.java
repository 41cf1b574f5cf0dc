package org.menura.tensor.cpu.dequant;

/**
 * Scales and minima of the eight groups of a Q4_K or Q5_K block as floats. Of the twelve bytes that hold them, the
 * first four have scales 0 to 3 in their low six bits, the next four the minima 0 to 3. The last four have the low four
 * bits of scales 4 to 7 in their low and of minima 4 to 7 in their high nibbles; the upper two bits of these are the
 * top bits of the first eight bytes.
 */
public final class GroupScales {
    public static final int GROUPS = 8;
    private static final int SIX_BITS = 0x3f3f3f3f;
    private static final int FOUR_BITS = 0x0f0f0f0f;
    private static final int TWO_BITS = 0x03030303;

    /** d s[j] of group j, then -m t[j] at {@code GROUPS + j}. */
    public final float[] values = new float[2 * GROUPS];

    /** Reads the head of the block at {@code at}: d, m and the packed s and t. */
    public void read(byte[] w, int at) {
        float d = LittleEndian.half(w, at);
        float m = -LittleEndian.half(w, at + 2);
        int first = LittleEndian.int32(w, at + 4);
        int second = LittleEndian.int32(w, at + 8);
        int third = LittleEndian.int32(w, at + 12);
        unpack(first & SIX_BITS, d, 0);
        unpack(third & FOUR_BITS | (first >>> 6 & TWO_BITS) << 4, d, 4);
        unpack(second & SIX_BITS, m, GROUPS);
        unpack(third >>> 4 & FOUR_BITS | (second >>> 6 & TWO_BITS) << 4, m, GROUPS + 4);
    }

    /** Reads s[j] and behind them t[j] of the block at {@code at}, 0 to 63. */
    public static void read(byte[] w, int at, byte[] to) {
        int first = LittleEndian.int32(w, at + 4);
        int second = LittleEndian.int32(w, at + 8);
        int third = LittleEndian.int32(w, at + 12);
        bytes(first & SIX_BITS, to, 0);
        bytes(third & FOUR_BITS | (first >>> 6 & TWO_BITS) << 4, to, 4);
        bytes(second & SIX_BITS, to, GROUPS);
        bytes(third >>> 4 & FOUR_BITS | (second >>> 6 & TWO_BITS) << 4, to, GROUPS + 4);
    }

    private static void bytes(int four, byte[] to, int at) {
        for (int j = 0; j < 4; j++) {
            to[at + j] = (byte) (four >>> 8 * j);
        }
    }

    private void unpack(int four, float factor, int to) {
        for (int j = 0; j < 4; j++) {
            values[to + j] = factor * (four >>> 8 * j & 0xff);
        }
    }
}
