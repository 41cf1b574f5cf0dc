package org.menura.format.gguf;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A metadata value with its type in the file.
 *
 * @param type type of the value, or of the elements of an array
 * @param value {@code Long}, {@code Double}, {@code Boolean} or {@code String}; or an array of such: {@code byte[]} for
 *     8-bit integers, {@code long[]} for other ones, {@code double[]}, {@code boolean[]}, {@code String[]}, which a
 *     file's own arrays of texts are as a {@link GgufStrings}
 */
public record GgufValue(GgufValueType type, Object value) {
    /**
     * A value of a type.
     *
     * @throws IllegalArgumentException if the type has no such value
     */
    public GgufValue {
        boolean fits = switch (value) {
            case Long v -> type.holds(v);
            case long[] v -> type.isInteger() && type.bytes() > 1 && holdsAll(type, v);
            case byte[] _ -> type == GgufValueType.UINT8 || type == GgufValueType.INT8;
            case Double _, double[] _ -> type == GgufValueType.FLOAT32 || type == GgufValueType.FLOAT64;
            case Boolean _, boolean[] _ -> type == GgufValueType.BOOL;
            case String _, String[] _, GgufStrings _ -> type == GgufValueType.STRING;
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException("a metadata value of the type %s can't hold the %s %s"
                    .formatted(
                            type,
                            value.getClass().getSimpleName(),
                            value.getClass().isArray() ? "" : value));
        }
    }

    /** A plain loop: this is on the way of every command that opens a file. */
    private static boolean holdsAll(GgufValueType type, long[] values) {
        for (long value : values) {
            if (!type.holds(value)) {
                return false;
            }
        }
        return true;
    }

    /** Creates a signed 32-bit integer. */
    public static GgufValue int32(int value) {
        return new GgufValue(GgufValueType.INT32, (long) value);
    }

    /** Creates an unsigned 32-bit integer. */
    public static GgufValue uint32(long value) {
        return new GgufValue(GgufValueType.UINT32, value);
    }

    /**
     * A plain Java value in the type that llama.cpp expects of its kind: whole numbers UINT32, or INT32 or INT64 where
     * that can't hold them; numbers with a fraction FLOAT32; arrays of whole numbers INT32, or INT64, or UINT8 for
     * bytes; arrays of others FLOAT32; a {@link GgufValue} stays what it is.
     *
     * @param key what the value is for, for the message
     * @throws IllegalArgumentException if metadata can't hold such a value
     */
    static GgufValue of(String key, Object value) {
        return switch (value) {
            case GgufValue v -> v;
            case Integer v -> integer(v);
            case Long v -> integer(v);
            case Float v -> new GgufValue(GgufValueType.FLOAT32, (double) v);
            case Double v -> new GgufValue(GgufValueType.FLOAT32, v);
            case Boolean v -> new GgufValue(GgufValueType.BOOL, v);
            case String v -> new GgufValue(GgufValueType.STRING, v);
            case byte[] v -> new GgufValue(GgufValueType.UINT8, v);
            case int[] v -> integers(Arrays.stream(v).asLongStream().toArray());
            case long[] v -> integers(v);
            case float[] v ->
                new GgufValue(
                        GgufValueType.FLOAT32,
                        IntStream.range(0, v.length).mapToDouble(i -> v[i]).toArray());
            case double[] v -> new GgufValue(GgufValueType.FLOAT32, v);
            case boolean[] v -> new GgufValue(GgufValueType.BOOL, v);
            case String[] v -> new GgufValue(GgufValueType.STRING, v);
            case GgufStrings v -> new GgufValue(GgufValueType.STRING, v);
            default ->
                throw new IllegalArgumentException(
                        "the metadata value %s has the Java type %s, which GGUF has no type for"
                                .formatted(key, value.getClass().getName()));
        };
    }

    private static GgufValue integer(long value) {
        GgufValueType small = value < 0 ? GgufValueType.INT32 : GgufValueType.UINT32;
        return new GgufValue(small.holds(value) ? small : GgufValueType.INT64, value);
    }

    private static GgufValue integers(long[] values) {
        boolean small = Arrays.stream(values).allMatch(GgufValueType.INT32::holds);
        return new GgufValue(small ? GgufValueType.INT32 : GgufValueType.INT64, values);
    }
}
