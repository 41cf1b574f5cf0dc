package org.menura.format.gguf;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.dtype.DType;

/** Numbers that GGUF gives to tensor types (ggml's enum of types). */
final class GgufTypeIds {
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
            Map.entry(DType.MXFP4, 39),
            Map.entry(DType.NVFP4, 40),
            Map.entry(DType.IQ2_XXS, 16),
            Map.entry(DType.IQ2_XS, 17),
            Map.entry(DType.IQ3_XXS, 18),
            Map.entry(DType.IQ1_S, 19),
            Map.entry(DType.IQ3_S, 21),
            Map.entry(DType.IQ2_S, 22),
            Map.entry(DType.IQ1_M, 29),
            Map.entry(DType.TQ1_0, 34),
            Map.entry(DType.TQ2_0, 35),
            Map.entry(DType.Q1_0, 41),
            Map.entry(DType.Q2_0, 42)));

    private GgufTypeIds() {}

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
            case 4 -> "Q4_2 (no longer in use)";
            case 5 -> "Q4_3 (no longer in use)";
            case 9 -> "Q8_1";
            case 15 -> "Q8_K";
            default -> "number " + Integer.toUnsignedString(number);
        };
    }
}
