package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.menura.tensor.dtype.DType;

/**
 * Integers of 1 to 8 bits in words of 8, 16 or 32, the first in the lowest bits of the first word.
 *
 * @param data words
 * @param word type of a word: I8, I16 or I32
 * @param bits of an integer
 * @param layout where the bits of an integer lie
 */
record PackedIntegers(MemorySegment data, DType word, int bits, Layout layout) {
    /** Where the bits of an integer lie. */
    enum Layout {
        /** One after the other, so that an integer may lie in two words. */
        STREAM,
        /** Within one word, so that bits of a word may be left over. */
        WORDS,
        /** For each 32 integers, their lower 4 or 2 bits in as many words, then the higher 2 or 1, then the last. */
        PLANES
    }

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The number of words that {@code count} integers take. */
    static long words(long count, DType word, int bits, Layout layout) {
        int wordBits = word.blockBytes() * Byte.SIZE;
        return layout == Layout.WORDS
                ? Math.ceilDiv(count, (long) (wordBits / bits))
                : Math.ceilDiv(count * bits, wordBits);
    }

    /**
     * Reads integers from every {@code stride}-th word.
     *
     * @param first index of the first word
     * @param added what is added to each word before it is taken apart
     * @param subtracted what is subtracted from each integer
     */
    void read(long first, long stride, int added, int subtracted, float[] out, int from, int count) {
        int[] words = new int[Math.toIntExact(words(count, word, bits, layout))];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(first + i * stride) + added;
        }
        unpack(words, 0, subtracted, out, from, count);
    }

    /**
     * Reads integers of neighbouring columns of words, each column's one after the other.
     *
     * @param first index of the first column
     * @param columns columns to read
     * @param stride words of a row
     * @param count integers of a column
     */
    void readColumns(long first, int columns, long stride, float[] out, int count) {
        int height = Math.toIntExact(words(count, word, bits, layout));
        int[] words = new int[Math.multiplyExact(height, columns)];
        for (int i = 0; i < height; i++) {
            for (int c = 0; c < columns; c++) {
                words[c * height + i] = word(i * stride + first + c);
            }
        }
        for (int c = 0; c < columns; c++) {
            unpack(words, c * height, 0, out, c * count, count);
        }
    }

    private void unpack(int[] words, int first, int subtracted, float[] out, int from, int count) {
        if (layout == Layout.PLANES) {
            unpackPlanes(words, first, subtracted, out, from, count);
            return;
        }
        boolean dense = layout == Layout.STREAM;
        int wordBits = word.blockBytes() * Byte.SIZE;
        long wordMask = (1L << wordBits) - 1;
        int mask = (1 << bits) - 1;
        long buffer = 0;
        int have = 0;
        int at = first;
        for (int i = 0; i < count; i++) {
            if (have < bits) {
                long next = words[at++] & wordMask;
                buffer = dense ? buffer | next << have : next;
                have = dense ? have + wordBits : wordBits;
            }
            out[from + i] = (int) (buffer & mask) - subtracted;
            buffer >>>= bits;
            have -= bits;
        }
    }

    /** Takes 32 integers after 32 apart, plane by plane. */
    private void unpackPlanes(int[] words, int first, int subtracted, float[] out, int from, int count) {
        int at = first;
        for (int block = 0; block < count; block += Integer.SIZE) {
            int known = 0;
            for (int width = Integer.highestOneBit(bits); width > 0; width >>= 1) {
                for (int i = 0; i < Integer.SIZE && (bits & width) != 0; i++) {
                    int plane = words[at + i * width / Integer.SIZE] >>> i * width % Integer.SIZE & (1 << width) - 1;
                    float lower = known == 0 ? -subtracted : out[from + block + i];
                    out[from + block + i] = lower + (plane << known);
                }
                at += bits & width;
                known += bits & width;
            }
        }
    }

    private int word(long index) {
        return switch (word) {
            case I32 -> data.get(INT, index * Integer.BYTES);
            case I16 -> data.get(SHORT, index * Short.BYTES);
            default -> data.get(ValueLayout.JAVA_BYTE, index);
        };
    }
}
