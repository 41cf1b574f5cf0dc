package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.simd.Lanes.L;

import org.menura.tensor.cpu.dequant.LittleEndian;

/**
 * Four-bit quants of the K types on their way into the words of {@link Int4Dot}: 32 bytes hold a block of 32 in their
 * low and another one in their high nibbles.
 */
final class Q4Words {
    private static final int LOW = 0x0f0f0f0f;
    private static final int HIGH = 0xf0f0f0f0;

    private Q4Words() {}

    /**
     * Packs both blocks of two outputs; the second block follows the first.
     *
     * @param lower where the bytes of the output begin that gets the lower halves of ints
     * @param upper where those of the other one begin
     * @param word where the first word of the first block goes
     */
    static void pack(byte[] rows, int lower, int upper, int[] to, int word) {
        pack(rows, lower, upper, to, word, false);
        pack(rows, lower, upper, to, word + Int4Dot.INTS, true);
    }

    /** Packs the block in the low or the high nibbles. */
    static void pack(byte[] rows, int lower, int upper, int[] to, int word, boolean high) {
        for (int j = 0; j < Int4Dot.WORDS / 2; j++) {
            int l = twoWords(rows, lower + 4 * j, high);
            int u = twoWords(rows, upper + 4 * j, high);
            to[word + 4 * j * L] = l & 0xffff | u << 16;
            to[word + (4 * j + 2) * L] = l >>> 16 | u & 0xffff0000;
        }
    }

    /** Words 2j and 2j + 1 of an output. */
    private static int twoWords(byte[] rows, int at, boolean high) {
        int first = LittleEndian.int32(rows, at);
        int second = LittleEndian.int32(rows, at + 16);
        return high ? first >>> 4 & LOW | second & HIGH : first & LOW | (second & LOW) << 4;
    }
}
