package org.menura.format.gguf;

/**
 * A metadata value to write. Plain Java values will do where the file's type is the usual one: {@code Integer} is
 * uint32, {@code Long} uint64, {@code Float} float32, {@code Double} float64, {@code Boolean} and {@code String}
 * themselves, {@code int[]} int32, {@code long[]} int32 where all fit and int64 else, {@code float[]} and {@code
 * double[]} float32.
 *
 * @param type number of the type in the file
 * @param value a Java value of a kind that fits
 */
public record GgufValue(int type, Object value) {
    /** A signed 32-bit integer. */
    public static GgufValue int32(int value) {
        return new GgufValue(GgufTypes.INT32, value);
    }

    /** An unsigned 32-bit integer. */
    public static GgufValue uint32(long value) {
        return new GgufValue(GgufTypes.UINT32, value);
    }
}
