package org.menura.tensor.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Powers of two of all lanes for exponents up to 127, as decays have them: half the instructions of {@link Exp}, to one
 * unit in the last place.
 *
 * <p>With n = x, rounded, it is 2ⁿ times a polynomial for 2ˣ⁻ⁿ whose largest relative error is smallest among those
 * that are 1 at 0. Below the normal numbers the result is zero.
 */
public final class Exp2 {
    /** log₂ e: {@code exp(x)} is {@code 2^(LOG2_E · x)}. */
    public static final float LOG2_E = (float) (1 / Math.log(2));

    /** Adding it rounds to an integer, which then stands in the lowest bits. */
    private static final float ROUND = 0x1.8p23f;

    private static final int MANTISSA_BITS = 23;
    private static final float LOWEST = -126;

    private Exp2() {}

    public static FloatVector of(FloatVector x) {
        FloatVector rounded = x.add(ROUND);
        FloatVector r = x.sub(rounded.sub(ROUND));
        FloatVector p = r.broadcast(0x1.41fbbcp-13f).fma(r, r.broadcast(0x1.5f3e54p-10f));
        p = p.fma(r, r.broadcast(0x1.3b2d4cp-7f));
        p = p.fma(r, r.broadcast(0x1.c6aee8p-5f));
        p = p.fma(r, r.broadcast(0x1.ebfbdcp-3f));
        p = p.fma(r, r.broadcast(0x1.62e43p-1f));
        p = p.fma(r, r.broadcast(1f));
        // A maximum would cost six instructions, as Java's has its own idea of zeros and NaN.
        VectorMask<Float> vanishes = x.compare(VectorOperators.LT, LOWEST);
        return p.reinterpretAsInts()
                .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS))
                .reinterpretAsFloats()
                .blend(0, vanishes);
    }
}
