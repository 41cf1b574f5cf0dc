package org.menura.format.gguf;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.DType;

/** Numbers that GGUF gives to tensor types and metadata types (GGUF specification; ggml's enum of types). */
final class GgufTypes {
    static final int UINT8 = 0;
    static final int INT8 = 1;
    static final int UINT16 = 2;
    static final int INT16 = 3;
    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int BOOL = 7;
    static final int STRING = 8;
    static final int ARRAY = 9;
    static final int UINT64 = 10;
    static final int INT64 = 11;
    static final int FLOAT64 = 12;

    private static final Map<DType, Integer> NUMBERS = new EnumMap<>(Map.ofEntries(
            Map.entry(DType.F32, 0),
            Map.entry(DType.F16, 1),
            Map.entry(DType.Q4_0, 2),
            Map.entry(DType.Q4_1, 3),
            Map.entry(DType.Q5_0, 6),
            Map.entry(DType.Q5_1, 7),
            Map.entry(DType.Q8_0, 8),
            Map.entry(DType.Q2_K, 10),
            Map.entry(DType.Q3_K, 11),
            Map.entry(DType.Q4_K, 12),
            Map.entry(DType.Q5_K, 13),
            Map.entry(DType.Q6_K, 14),
            Map.entry(DType.IQ4_NL, 20),
            Map.entry(DType.IQ4_XS, 23),
            Map.entry(DType.I8, 24),
            Map.entry(DType.I16, 25),
            Map.entry(DType.I32, 26),
            Map.entry(DType.I64, 27),
            Map.entry(DType.F64, 28),
            Map.entry(DType.BF16, 30),
            Map.entry(DType.MXFP4, 39)));

    private GgufTypes() {}

    /** The number of a tensor type, or null where GGUF has none. */
    static @Nullable Integer number(DType dtype) {
        return NUMBERS.get(dtype);
    }

    /** The type of a number. */
    static DType dtype(int number, String tensor, String source) {
        for (Map.Entry<DType, Integer> e : NUMBERS.entrySet()) {
            if (e.getValue() == number) {
                return e.getKey();
            }
        }
        throw new FormatException("%s: tensor %s has the type %s, which is not supported; convert it to another type"
                .formatted(source, tensor, name(number)));
    }

    private static String name(int number) {
        return switch (number) {
            case 9 -> "Q8_1";
            case 15 -> "Q8_K";
            case 16 -> "IQ2_XXS";
            case 17 -> "IQ2_XS";
            case 18 -> "IQ3_XXS";
            case 19 -> "IQ1_S";
            case 21 -> "IQ3_S";
            case 22 -> "IQ2_S";
            case 29 -> "IQ1_M";
            case 34 -> "TQ1_0";
            case 35 -> "TQ2_0";
            default -> "number " + Integer.toUnsignedString(number);
        };
    }

    /** Bytes of one element of a metadata array; 0 for strings, whose size varies, and -1 for no element type. */
    static int elementBytes(int type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case UINT64, INT64, FLOAT64 -> 8;
            case STRING -> 0;
            default -> -1;
        };
    }
}
