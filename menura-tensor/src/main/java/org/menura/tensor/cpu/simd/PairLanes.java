package org.menura.tensor.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** The two 16-bit halves of 32-bit lanes, as floats. */
public final class PairLanes {
    /** Sign, exponent and mantissa of a half-precision number, shifted by the 13 bits by which the mantissas differ. */
    private static final int SHIFTED = 0x8fffe000;

    /** Exponents are stored with a bias of 15 in half, of 127 in single precision. */
    private static final float REBIAS = 0x1p112f;

    private PairLanes() {}

    /** The lower halves as signed integers. */
    public static FloatVector lower(IntVector v) {
        return Lanes.toFloats(v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
    }

    /** The upper halves as signed integers. */
    public static FloatVector upper(IntVector v) {
        return Lanes.toFloats(v.lanewise(VectorOperators.ASHR, 16));
    }

    /** The lower halves as finite half-precision numbers. */
    public static FloatVector lowerHalf(IntVector v) {
        return half(v.lanewise(VectorOperators.LSHL, 16));
    }

    /** The upper halves as finite half-precision numbers. */
    public static FloatVector upperHalf(IntVector v) {
        return half(v);
    }

    /** The upper or the lower halves as finite half-precision numbers. */
    public static FloatVector half(IntVector v, boolean upper) {
        return upper ? upperHalf(v) : lowerHalf(v);
    }

    /** The halves that are the upper ones after a shift by {@code left}, 0 or 16, as signed integers. */
    public static FloatVector half(short[] sums, int at, int left) {
        IntVector both = ShortVector.fromArray(Lanes.H, sums, at).reinterpretAsInts();
        return Lanes.toFloats(both.lanewise(VectorOperators.LSHL, left).lanewise(VectorOperators.ASHR, 16));
    }

    private static FloatVector half(IntVector v) {
        return v.lanewise(VectorOperators.ASHR, 3)
                .and(SHIFTED)
                .reinterpretAsFloats()
                .mul(REBIAS);
    }
}
