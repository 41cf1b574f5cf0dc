package org.menura.format.gguf;

import org.jspecify.annotations.Nullable;

/** Types of metadata values. The file calls each by its place in this list (GGUF specification). */
public enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    /** UTF-8 behind the eight bytes of its length. */
    STRING(8),
    /** The type of the elements and their number come before them. */
    ARRAY(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int bytes;

    GgufValueType(int bytes) {
        this.bytes = bytes;
    }

    /** Number of the type in a file. */
    int number() {
        return ordinal();
    }

    /** Bytes of a value, the smallest possible one where sizes differ. */
    int bytes() {
        return bytes;
    }

    /** Whether values are whole numbers. */
    boolean isInteger() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            default -> false;
        };
    }

    /** Whether a value of this type holds {@code value}, whose type is a whole number. */
    boolean holds(long value) {
        return switch (this) {
            case UINT8, UINT16, UINT32 -> value >= 0 && value >> 8 * bytes == 0;
            case UINT64 -> value >= 0;
            case INT8, INT16, INT32, INT64 -> value << 64 - 8 * bytes >> 64 - 8 * bytes == value;
            default -> false;
        };
    }

    /** The type of a number, or null if there is none. */
    static @Nullable GgufValueType of(int number) {
        return number < 0 || number >= values().length ? null : values()[number];
    }
}
