package org.menura.format.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;

/** Reads values from the front of a file and never beyond its end. */
final class GgufCursor {
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_STRING = 1 << 26;
    /** Metadata and table of tensors together; those of the largest models take some 20 MB. */
    private static final long MAX_HEADER = 1L << 28;
    /** Bytes that are copied at once to read the lengths of texts. */
    private static final int WINDOW = 1 << 16;

    private final MemorySegment file;
    private final String source;
    private long at;

    GgufCursor(MemorySegment file, String source) {
        this.file = file;
        this.source = source;
    }

    long position() {
        return at;
    }

    long left() {
        return file.byteSize() - at;
    }

    byte int8() {
        return file.get(ValueLayout.JAVA_BYTE, take(1));
    }

    short int16() {
        return file.get(I16, take(2));
    }

    int int32() {
        return file.get(I32, take(4));
    }

    long int64() {
        return file.get(I64, take(8));
    }

    /** A count of things that take at least {@code bytes} each: more than fit in the rest of the file is damage. */
    int count(String what, int bytes) {
        long count = int64();
        if (count < 0 || count > left() / bytes || count > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    "%s: %s %s at byte %d are more than the %d bytes left can hold; the file is damaged"
                            .formatted(source, Long.toUnsignedString(count), what, at - 8, left()));
        }
        return (int) count;
    }

    String string() {
        return new String(bytes(stringLength()), StandardCharsets.UTF_8);
    }

    /** Passes over texts, and keeps where they are. */
    GgufStrings strings(int count) {
        long first = at;
        int[] starts = new int[count + 1];
        // Vocabularies are read before the JVM has compiled anything: from an array, lengths are many times faster to
        // read.
        byte[] window = new byte[WINDOW];
        long size = file.byteSize();
        long begin = at;
        int held = 0;
        for (int i = 0; i < count; i++) {
            if (at + Long.BYTES > begin + held) {
                begin = at;
                held = (int) Math.min(WINDOW, size - at);
                MemorySegment.copy(file, ValueLayout.JAVA_BYTE, begin, window, 0, held);
            }
            int length = held < Long.BYTES ? -1 : plainLength(window, (int) (at - begin));
            if (length < 0 || length > size - at - Long.BYTES || at + Long.BYTES + length > MAX_HEADER) {
                length = stringLength();
                starts[i] = (int) (take(length) - first);
            } else {
                starts[i] = (int) (at + Long.BYTES - first);
                at += Long.BYTES + length;
            }
        }
        starts[count] = (int) (at - first) + Long.BYTES;
        return new GgufStrings(file.asSlice(first, at - first), starts);
    }

    byte[] bytes(int count) {
        return file.asSlice(take(count), count).toArray(ValueLayout.JAVA_BYTE);
    }

    int[] ints(int count) {
        long bytes = (long) count * Integer.BYTES;
        return file.asSlice(take(bytes), bytes).toArray(I32);
    }

    float[] floats(int count) {
        long bytes = (long) count * Float.BYTES;
        return file.asSlice(take(bytes), bytes).toArray(F32);
    }

    /** The length in eight bytes, the lowest first; negative if there may be something wrong with it. */
    private static int plainLength(byte[] bytes, int at) {
        int length =
                bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
        int high = bytes[at + 4] | bytes[at + 5] | bytes[at + 6] | bytes[at + 7];
        return high != 0 || length > MAX_STRING ? -1 : length;
    }

    private int stringLength() {
        int length = count("bytes of text", 1);
        if (length > MAX_STRING) {
            throw new FormatException("%s: a text at byte %d has %d bytes, more than the %d that are read"
                    .formatted(source, at, length, MAX_STRING));
        }
        return length;
    }

    private long take(long bytes) {
        if (left() < bytes) {
            throw new FormatException("%s ends at byte %d in the middle of its header; the file is cut short"
                    .formatted(source, file.byteSize()));
        }
        if (at + bytes > MAX_HEADER) {
            throw new FormatException(
                    "%s has a header of more than the %d bytes that are read".formatted(source, MAX_HEADER));
        }
        long start = at;
        at += bytes;
        return start;
    }
}
