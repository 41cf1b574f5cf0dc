package org.menura.data.fasttext;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.menura.format.FormatException;

/** Reads the parts of a mapped file one after the other; what the file is too short for is refused before it is made. */
final class FileCursor {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final String name;
    private long at;

    FileCursor(MemorySegment file, String name) {
        this.file = file;
        this.name = name;
    }

    long left() {
        return file.byteSize() - at;
    }

    FormatException damaged(String what) {
        return new FormatException("%s is no sound fastText model: %s".formatted(name, what));
    }

    private long skip(long bytes, String what) {
        if (bytes < 0 || bytes > left()) {
            throw damaged("it ends within %s, at byte %d; was it copied whole?".formatted(what, file.byteSize()));
        }
        at += bytes;
        return at - bytes;
    }

    int integer(String what) {
        return file.get(INT, skip(4, what));
    }

    /** Reads an integer that must be in a range. */
    int integer(String what, int least, int most) {
        int value = integer(what);
        if (value < least || value > most) {
            throw damaged("%s is %d, not from %d to %d".formatted(what, value, least, most));
        }
        return value;
    }

    long wide(String what) {
        return file.get(LONG, skip(8, what));
    }

    double real(String what) {
        return file.get(DOUBLE, skip(8, what));
    }

    boolean flag(String what) {
        byte value = file.get(ValueLayout.JAVA_BYTE, skip(1, what));
        if (value != 0 && value != 1) {
            throw damaged("%s is %d, neither 0 nor 1".formatted(what, value));
        }
        return value == 1;
    }

    byte octet(String what) {
        return file.get(ValueLayout.JAVA_BYTE, skip(1, what));
    }

    /** Returns how many bytes there are before the next zero byte. */
    int lengthToZero(String what) {
        long end = Math.min(file.byteSize(), at + (1 << 20));
        for (long i = at; i < end; i++) {
            if (file.get(ValueLayout.JAVA_BYTE, i) == 0) {
                return (int) (i - at);
            }
        }
        throw damaged("%s has no end within a mebibyte".formatted(what));
    }

    /** Returns the next bytes of the file, as they are mapped. */
    MemorySegment part(long bytes, String what) {
        return file.asSlice(skip(bytes, what), bytes);
    }

    /** Copies the next bytes. */
    byte[] bytes(long count, String what) {
        if (count > Integer.MAX_VALUE - 16) {
            throw damaged("%s takes %d bytes".formatted(what, count));
        }
        return part(count, what).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Copies the next floats. */
    float[] floats(long count, String what) {
        if (count < 0 || count > left() / Float.BYTES) {
            throw damaged("it ends within %s, at byte %d; was it copied whole?".formatted(what, file.byteSize()));
        }
        return part(count * Float.BYTES, what).toArray(Matrix.FLOAT);
    }
}
