package org.menura.format.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts the header of a file together in memory. */
final class GgufEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    void int32(int value) {
        out.writeBytes(buffer(4).putInt(value).array());
    }

    void int64(long value) {
        out.writeBytes(buffer(8).putLong(value).array());
    }

    void string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(utf8.length);
        out.writeBytes(utf8);
    }

    /**
     * A type's number, then the value: integers as uint32 where they fit, numbers as float32, {@code byte[]} as uint8s,
     * {@code int[]} and {@code long[]} as int32s where they fit, {@code float[]} and {@code double[]} as float32s.
     */
    void value(String key, Object value) {
        switch (value) {
            case Integer v -> integer(v);
            case Long v -> integer(v);
            case Float v -> {
                int32(GgufTypes.FLOAT32);
                int32(Float.floatToRawIntBits(v));
            }
            case Double v -> value(key, v.floatValue());
            case Boolean v -> {
                int32(GgufTypes.BOOL);
                out.write(v ? 1 : 0);
            }
            case String v -> {
                int32(GgufTypes.STRING);
                string(v);
            }
            case String[] v -> {
                array(GgufTypes.STRING, v.length);
                Arrays.stream(v).forEach(this::string);
            }
            case byte[] v -> {
                array(GgufTypes.UINT8, v.length);
                out.writeBytes(v);
            }
            case int[] v -> {
                array(GgufTypes.INT32, v.length);
                Arrays.stream(v).forEach(this::int32);
            }
            case long[] v -> longs(v);
            case float[] v -> {
                array(GgufTypes.FLOAT32, v.length);
                for (float f : v) {
                    int32(Float.floatToRawIntBits(f));
                }
            }
            case double[] v -> {
                array(GgufTypes.FLOAT32, v.length);
                Arrays.stream(v).forEach(d -> int32(Float.floatToRawIntBits((float) d)));
            }
            case boolean[] v -> {
                array(GgufTypes.BOOL, v.length);
                for (boolean b : v) {
                    out.write(b ? 1 : 0);
                }
            }
            default -> throw new IllegalArgumentException(
                    "the metadata value %s has the Java type %s, which GGUF has no type for"
                            .formatted(key, value.getClass().getName()));
        }
    }

    private void longs(long[] v) {
        boolean small = Arrays.stream(v).allMatch(l -> l == (int) l);
        array(small ? GgufTypes.INT32 : GgufTypes.INT64, v.length);
        for (long l : v) {
            if (small) {
                int32((int) l);
            } else {
                int64(l);
            }
        }
    }

    /** The narrowest type of at least 32 bits, unsigned if it can be: what llama.cpp's tools expect. */
    private void integer(long value) {
        if (value >= 0 && value <= 0xffffffffL) {
            int32(GgufTypes.UINT32);
            int32((int) value);
        } else if (value == (int) value) {
            int32(GgufTypes.INT32);
            int32((int) value);
        } else {
            int32(GgufTypes.INT64);
            int64(value);
        }
    }

    private void array(int type, int count) {
        int32(GgufTypes.ARRAY);
        int32(type);
        int64(count);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
