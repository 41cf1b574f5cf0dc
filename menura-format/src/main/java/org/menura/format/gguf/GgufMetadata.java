package org.menura.format.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.format.FormatException;

/** Reads the metadata of a file: keys and values behind its first 24 bytes. */
final class GgufMetadata {
    private static final int MAX_KEY = 1 << 16;

    private final GgufCursor in;
    private final String source;

    GgufMetadata(GgufCursor in, String source) {
        this.in = in;
        this.source = source;
    }

    Map<String, Object> read(int count) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = in.string();
            if (key.length() >= MAX_KEY) {
                throw new FormatException("%s: a metadata key has %d characters".formatted(source, key.length()));
            }
            if (out.putIfAbsent(key, value(key, in.int32())) != null) {
                throw new FormatException("%s: the metadata key %s comes twice".formatted(source, key));
            }
        }
        return out;
    }

    private Object value(String key, int type) {
        return switch (type) {
            case GgufTypes.STRING -> in.string();
            case GgufTypes.BOOL -> in.int8() != 0;
            case GgufTypes.FLOAT32 -> (double) Float.intBitsToFloat(in.int32());
            case GgufTypes.FLOAT64 -> Double.longBitsToDouble(in.int64());
            case GgufTypes.ARRAY -> array(key);
            default -> integer(key, type);
        };
    }

    private long integer(String key, int type) {
        return switch (type) {
            case GgufTypes.UINT8 -> in.int8() & 0xff;
            case GgufTypes.INT8 -> in.int8();
            case GgufTypes.UINT16 -> in.int16() & 0xffff;
            case GgufTypes.INT16 -> in.int16();
            case GgufTypes.UINT32 -> in.int32() & 0xffffffffL;
            case GgufTypes.INT32 -> in.int32();
            case GgufTypes.INT64 -> in.int64();
            case GgufTypes.UINT64 -> {
                long value = in.int64();
                if (value < 0) {
                    throw new FormatException("%s: the metadata value %s = %s is too large"
                            .formatted(source, key, Long.toUnsignedString(value)));
                }
                yield value;
            }
            default -> throw new FormatException("%s: the metadata key %s has a value of the unknown type %s; the file"
                            .formatted(source, key, Integer.toUnsignedString(type))
                    + " is damaged or of a newer version");
        };
    }

    private Object array(String key) {
        int type = in.int32();
        int bytes = GgufTypes.elementBytes(type);
        if (bytes < 0) {
            throw new FormatException("%s: the metadata key %s holds a list of elements of the type %s, which is not"
                            .formatted(source, key, Integer.toUnsignedString(type))
                    + " supported");
        }
        // A text takes at least the eight bytes of its length.
        int count = in.count("elements of " + key, bytes == 0 ? 8 : bytes);
        return switch (type) {
            case GgufTypes.STRING -> {
                String[] out = new String[count];
                for (int i = 0; i < count; i++) {
                    out[i] = in.string();
                }
                yield out;
            }
            case GgufTypes.BOOL -> {
                boolean[] out = new boolean[count];
                for (int i = 0; i < count; i++) {
                    out[i] = in.int8() != 0;
                }
                yield out;
            }
            case GgufTypes.UINT8, GgufTypes.INT8 -> {
                byte[] out = new byte[count];
                for (int i = 0; i < count; i++) {
                    out[i] = in.int8();
                }
                yield out;
            }
            case GgufTypes.FLOAT32, GgufTypes.FLOAT64 -> {
                double[] out = new double[count];
                for (int i = 0; i < count; i++) {
                    out[i] = type == GgufTypes.FLOAT32
                            ? Float.intBitsToFloat(in.int32())
                            : Double.longBitsToDouble(in.int64());
                }
                yield out;
            }
            default -> {
                long[] out = new long[count];
                for (int i = 0; i < count; i++) {
                    out[i] = integer(key, type);
                }
                yield out;
            }
        };
    }
}
