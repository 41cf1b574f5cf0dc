package org.menura.format.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts the header of a file together in memory. */
final class GgufEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    void int32(int value) {
        integer(value, Integer.BYTES);
    }

    void int64(long value) {
        integer(value, Long.BYTES);
    }

    void bool(boolean value) {
        out.write(value ? 1 : 0);
    }

    void string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(utf8.length);
        out.writeBytes(utf8);
    }

    /** A type's number, then the value. */
    void value(GgufValue v) {
        int bytes = v.type().bytes();
        switch (v.value()) {
            case byte[] all -> {
                array(v.type(), all.length);
                out.writeBytes(all);
            }
            case long[] all -> {
                array(v.type(), all.length);
                for (long one : all) {
                    integer(one, bytes);
                }
            }
            case double[] all -> {
                array(v.type(), all.length);
                for (double one : all) {
                    number(one, bytes);
                }
            }
            case boolean[] all -> {
                array(v.type(), all.length);
                for (boolean one : all) {
                    bool(one);
                }
            }
            case String[] all -> {
                array(v.type(), all.length);
                for (String one : all) {
                    string(one);
                }
            }
            case GgufStrings all -> {
                array(v.type(), all.size());
                out.writeBytes(all.bytes());
            }
            default -> {
                int32(v.type().number());
                scalar(v.value(), bytes);
            }
        }
    }

    private void scalar(Object value, int bytes) {
        switch (value) {
            case Long v -> integer(v, bytes);
            case Double v -> number(v, bytes);
            case Boolean v -> bool(v);
            default -> string((String) value);
        }
    }

    private void array(GgufValueType type, int count) {
        int32(GgufValueType.ARRAY.number());
        int32(type.number());
        int64(count);
    }

    private void number(double value, int bytes) {
        if (bytes == Float.BYTES) {
            int32(Float.floatToRawIntBits((float) value));
        } else {
            int64(Double.doubleToRawLongBits(value));
        }
    }

    private void integer(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
