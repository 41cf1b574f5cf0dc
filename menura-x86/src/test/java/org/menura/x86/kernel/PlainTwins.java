package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.menura.tensor.dtype.DType;

/** The plain twins of all families. */
final class PlainTwins {
    private static final Map<DType, PlainTwin> ALL = new EnumMap<>(DType.class);

    static {
        ALL.put(DType.Q8_0, PlainTwins::q8);
        ALL.put(DType.Q4_0, (w, x, row, block, sums) -> nibbles(w, 8, false, false, x, row, block, sums));
        ALL.put(DType.Q4_1, (w, x, row, block, sums) -> nibbles(w, 0, true, false, x, row, block, sums));
        ALL.put(DType.Q5_0, (w, x, row, block, sums) -> nibbles(w, 16, false, true, x, row, block, sums));
        ALL.put(DType.Q5_1, (w, x, row, block, sums) -> nibbles(w, 0, true, true, x, row, block, sums));
        PlainGroups.addTo(ALL);
    }

    private PlainTwins() {}

    static PlainTwin of(DType type) {
        PlainTwin twin = ALL.get(type);
        if (twin == null) {
            throw new IllegalArgumentException("no twin of " + type);
        }
        return twin;
    }

    static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
    }

    static int[] q8(MemorySegment w) {
        int[] weights = new int[32];
        Arrays.setAll(weights, i -> w.get(JAVA_BYTE, 2L + i));
        return weights;
    }

    private static void q8(MemorySegment w, PlainRounded x, int row, int block, Sums sums) {
        PlainTwin.addBlock(q8(w), half(w, 0), x, row, block, sums);
    }

    static int[] nibbles(MemorySegment w, int excess, boolean minimum, boolean five) {
        int fifth = minimum ? 4 : 2;
        int first = fifth + (five ? 4 : 0);
        int bits = five ? w.get(ValueLayout.JAVA_INT_UNALIGNED, fifth) : 0;
        int[] weights = new int[32];
        for (int i = 0; i < 32; i++) {
            int pair = w.get(JAVA_BYTE, first + i % 16) & 0xff;
            weights[i] = (i < 16 ? pair & 15 : pair >> 4) + (bits >>> i & 1) * 16 - excess;
        }
        return weights;
    }

    private static void nibbles(
            MemorySegment w, int excess, boolean minimum, boolean five, PlainRounded x, int row, int block, Sums sums) {
        int[] weights = nibbles(w, excess, minimum, five);
        if (minimum) {
            PlainTwin.addBlock(weights, half(w, 0), half(w, 2), x, row, block, sums);
        } else {
            PlainTwin.addBlock(weights, half(w, 0), x, row, block, sums);
        }
    }

    /** A weight of 32 or 16 bits. */
    static float weight(DType type, MemorySegment w, long index) {
        return switch (type) {
            case F32 -> w.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * index);
            case F16 -> half(w, 2 * index);
            case BF16 -> Float.intBitsToFloat(w.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * index) << 16);
            default -> throw new IllegalArgumentException("no floats: " + type);
        };
    }
}
