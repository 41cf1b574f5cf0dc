package org.menura.format.gguf;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.format.FormatException;

/** Reads the metadata of a file: keys and values behind its first 24 bytes. */
final class GgufMetadata {
    private static final int MAX_KEY = 1 << 16;

    /** Of all arrays together; the largest vocabularies have less than 2^20 tokens and merges. */
    private static final int MAX_ELEMENTS = 1 << 24;

    private final GgufCursor in;
    private final String source;
    private int elements;

    GgufMetadata(GgufCursor in, String source) {
        this.in = in;
        this.source = source;
    }

    SequencedMap<String, GgufValue> read(int count) {
        SequencedMap<String, GgufValue> out = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = in.string();
            if (key.length() >= MAX_KEY) {
                throw new FormatException("%s: a metadata key has %d characters".formatted(source, key.length()));
            }
            if (out.putIfAbsent(key, value(key)) != null) {
                throw new FormatException("%s: the metadata key %s comes twice".formatted(source, key));
            }
        }
        return out;
    }

    private GgufValue value(String key) {
        GgufValueType type = type(key);
        return switch (type) {
            case STRING -> new GgufValue(type, in.string());
            case BOOL -> new GgufValue(type, in.int8() != 0);
            case FLOAT32, FLOAT64 -> new GgufValue(type, number(type));
            case ARRAY -> array(key);
            default -> new GgufValue(type, integer(key, type));
        };
    }

    private GgufValueType type(String key) {
        int number = in.int32();
        GgufValueType type = GgufValueType.of(number);
        if (type == null) {
            throw new FormatException(
                    "%s: the metadata key %s has the unknown type %s; the file is damaged or of a newer version"
                            .formatted(source, key, Integer.toUnsignedString(number)));
        }
        return type;
    }

    private GgufValue array(String key) {
        GgufValueType type = type(key);
        if (type == GgufValueType.ARRAY) {
            throw new FormatException(
                    "%s: the metadata key %s holds an array of arrays, which is not supported".formatted(source, key));
        }
        int count = in.count("elements of " + key, type.bytes());
        if (count > MAX_ELEMENTS - elements) {
            throw new FormatException("%s: the metadata holds arrays of more than the %d elements that are read"
                    .formatted(source, MAX_ELEMENTS));
        }
        elements += count;
        return new GgufValue(type, elements(key, type, count));
    }

    private Object elements(String key, GgufValueType type, int count) {
        switch (type) {
            case STRING -> {
                return in.strings(count);
            }
            case BOOL -> {
                boolean[] out = new boolean[count];
                for (int i = 0; i < count; i++) {
                    out[i] = in.int8() != 0;
                }
                return out;
            }
            case UINT8, INT8 -> {
                return in.bytes(count);
            }
            case FLOAT32 -> {
                float[] all = in.floats(count);
                double[] out = new double[count];
                for (int i = 0; i < count; i++) {
                    out[i] = all[i];
                }
                return out;
            }
            case FLOAT64 -> {
                double[] out = new double[count];
                for (int i = 0; i < count; i++) {
                    out[i] = number(type);
                }
                return out;
            }
            case INT32, UINT32 -> {
                int[] all = in.ints(count);
                long mask = type == GgufValueType.UINT32 ? 0xffffffffL : -1;
                long[] out = new long[count];
                for (int i = 0; i < count; i++) {
                    out[i] = all[i] & mask;
                }
                return out;
            }
            default -> {
                long[] out = new long[count];
                for (int i = 0; i < count; i++) {
                    out[i] = integer(key, type);
                }
                return out;
            }
        }
    }

    private double number(GgufValueType type) {
        return type == GgufValueType.FLOAT32 ? Float.intBitsToFloat(in.int32()) : Double.longBitsToDouble(in.int64());
    }

    private long integer(String key, GgufValueType type) {
        return switch (type) {
            case UINT8 -> in.int8() & 0xff;
            case INT8 -> in.int8();
            case UINT16 -> in.int16() & 0xffff;
            case INT16 -> in.int16();
            case UINT32 -> in.int32() & 0xffffffffL;
            case INT32 -> in.int32();
            case INT64 -> in.int64();
            case UINT64 -> {
                long value = in.int64();
                if (value < 0) {
                    throw new FormatException("%s: the metadata value %s = %s is too large"
                            .formatted(source, key, Long.toUnsignedString(value)));
                }
                yield value;
            }
            default -> throw new IllegalArgumentException(type + " is no integer type");
        };
    }
}
