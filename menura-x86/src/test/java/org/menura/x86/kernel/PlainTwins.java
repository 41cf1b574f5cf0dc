package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;
import org.menura.tensor.dtype.DType;

/** The plain twins of all families. */
final class PlainTwins {
    private static final Map<DType, PlainTwin> ALL = new EnumMap<>(DType.class);

    static {
        ALL.put(DType.Q8_0, PlainTwins::q8);
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

    private static void q8(MemorySegment w, PlainRounded x, int row, int block, Sums sums) {
        int[] weights = new int[32];
        for (int i = 0; i < 32; i++) {
            weights[i] = w.get(JAVA_BYTE, 2L + i);
        }
        PlainTwin.addBlock(weights, half(w, 0), x, row, block, sums);
    }
}
