package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;

/** A cursor over the bytes of pickles. */
final class PickleInput {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MAX_LINE = 4096;
    private static final int MAX_TEXT = 1 << 24;
    private static final int MAX_SHOWN = 80;

    private final MemorySegment bytes;
    private final String source;
    private long position;

    PickleInput(MemorySegment bytes, String source) {
        this.bytes = bytes;
        this.source = source;
    }

    long position() {
        return position;
    }

    int uint8() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1)) & 0xFF;
    }

    int uint16() {
        return bytes.get(SHORT, take(Short.BYTES)) & 0xFFFF;
    }

    int int32() {
        return bytes.get(INT, take(Integer.BYTES));
    }

    long uint32() {
        return int32() & 0xFFFF_FFFFL;
    }

    long int64() {
        return bytes.get(LONG, take(Long.BYTES));
    }

    double float64() {
        return Double.longBitsToDouble(bytes.get(BIG_ENDIAN_LONG, take(Long.BYTES)));
    }

    /** The next {@code length} bytes, not copied. */
    MemorySegment slice(long length) {
        return bytes.asSlice(take(length), length);
    }

    String text(long length) {
        if (length > MAX_TEXT) {
            throw damaged("a text of %s bytes".formatted(Long.toUnsignedString(length)));
        }
        return new String(slice(length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The rest of a line, without its end. */
    String line() {
        long start = position;
        while (uint8() != '\n') {
            if (position - start > MAX_LINE) {
                throw damaged("a line of more than " + MAX_LINE + " bytes");
            }
        }
        byte[] line = bytes.asSlice(start, position - 1 - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(line, StandardCharsets.UTF_8);
    }

    /** A whole number written in decimal digits, perhaps with Python 2's mark of a long one. */
    long decimal(String line) {
        try {
            return Long.parseLong(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
        } catch (NumberFormatException e) {
            throw damaged("\"%s\" where a whole number is due".formatted(brief(line)), e);
        }
    }

    /** The start of a text that may be long, for messages. */
    static String brief(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }

    FormatException damaged(String what) {
        return new FormatException("%s is damaged: %s at byte %d".formatted(source, what, position));
    }

    FormatException damaged(String what, Throwable cause) {
        return new FormatException("%s is damaged: %s at byte %d".formatted(source, what, position), cause);
    }

    private long take(long length) {
        long left = bytes.byteSize() - position;
        if (length < 0 || length > left) {
            throw damaged("a value of %s bytes where %d are left".formatted(Long.toUnsignedString(length), left));
        }
        long at = position;
        position += length;
        return at;
    }
}
