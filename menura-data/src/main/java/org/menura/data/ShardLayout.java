package org.menura.data;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where things lie in a shard of tokens. All numbers are little-endian; each part begins at a multiple of 8 bytes, with
 * zeros before it.
 *
 * <pre>
 * bytes  0 ..  8   the characters MNRTOKEN
 *        8 .. 12   version, 1
 *       12 .. 16   bytes of an id: 2 or 4 (unsigned)
 *       16 .. 20   flags: bit 0 is set if there are loss marks, bit 1 if there are pictures and sounds
 *       20 .. 24   size of the vocabulary; every id is smaller
 *       24 .. 32   number of documents d
 *       32 .. 40   number of tokens t
 *       40 .. 48   number of bytes m that tell of pictures and sounds
 *       48 .. 64   zeros
 *       64 ..      t ids
 *                  if marked, ceil(t / 8) bytes of loss marks: bit i mod 8 of byte i / 8 is set if token i is learned
 *                  d + 1 offsets of 8 bytes: document j has the tokens offset[j] (inclusive) to offset[j + 1]
 *                  m bytes: see {@link ShardMedia}
 * </pre>
 */
record ShardLayout(int width, boolean marked, int vocabulary, long documents, long tokens, long mediaBytes) {
    /** {@code MNRTOKEN}. */
    static final long MAGIC = 0x4e454b4f54524e4dL;

    static final int VERSION = 1;
    static final int HEADER = 64;
    static final int MARKED = 1;
    static final int SEEING = 2;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The fewest bytes that hold every id of a vocabulary. */
    static int width(int vocabulary) {
        return vocabulary <= 1 << Short.SIZE ? Short.BYTES : Integer.BYTES;
    }

    long marks() {
        return aligned(HEADER + tokens * width);
    }

    long offsets() {
        return aligned(marks() + (marked ? (tokens + 7) / 8 : 0));
    }

    long media() {
        return offsets() + (documents + 1) * Long.BYTES;
    }

    long size() {
        return media() + mediaBytes;
    }

    int flags() {
        return (marked ? MARKED : 0) | (mediaBytes > 0 ? SEEING : 0);
    }

    static long aligned(long at) {
        return (at + 7) & -8;
    }
}
