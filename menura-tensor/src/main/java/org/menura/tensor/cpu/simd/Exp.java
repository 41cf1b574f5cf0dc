package org.menura.tensor.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential function of all lanes, to about one unit in the last place. The Vector API has one, which answers
 * differently before and after it has been compiled.
 *
 * <p>With n = x / ln 2, rounded, and r = x - n ln 2, it is 2ⁿ times the Taylor series of exp(r).
 */
public final class Exp {
    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** ln 2 in two parts, of which the first has few enough bits that its product with n is exact. */
    private static final float LN2_HIGH = 0x1.62e4p-1f;

    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /** Beyond these, the result is zero or infinite anyway. */
    private static final float LOWEST = -104;

    private static final float HIGHEST = 89;

    /** Its exponential is just above the least normal number. */
    private static final float LEAST_NORMAL = -87.3f;

    /** Adding and subtracting it rounds to an integer. */
    private static final float ROUND = 0x1.8p23f;

    private static final int MANTISSA_BITS = 23;
    private static final int ONE = Float.floatToRawIntBits(1);

    private Exp() {}

    public static FloatVector of(FloatVector argument) {
        FloatVector x = argument.max(LOWEST).min(HIGHEST);
        FloatVector n = x.mul(LOG2_E).add(ROUND).sub(ROUND);
        FloatVector r = n.lanewise(VectorOperators.FMA, -LN2_HIGH, x);
        r = n.lanewise(VectorOperators.FMA, -LN2_LOW, r);
        FloatVector p = r.mul(1f / 5040).add(1f / 720);
        p = p.mul(r).add(1f / 120);
        p = p.mul(r).add(1f / 24);
        p = p.mul(r).add(1f / 6);
        p = p.mul(r).add(0.5f);
        p = p.mul(r).add(1);
        p = p.mul(r).add(1);
        // 2ⁿ in two factors, as its exponent may be too small or too large for one.
        IntVector e = (IntVector) n.convert(VectorOperators.F2I, 0);
        IntVector half = e.lanewise(VectorOperators.ASHR, 1);
        return p.mul(power(half)).mul(power(e.sub(half)));
    }

    /**
     * Computes the exponential in half the time for arguments below 88, to two units in the last place, with 0 where
     * the result would be less than a normal number: for weights, which are compared with 1.
     */
    public static FloatVector ofModerate(FloatVector x) {
        FloatVector shifted = x.lanewise(VectorOperators.FMA, LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.lanewise(VectorOperators.FMA, -LN2_HIGH, x);
        r = n.lanewise(VectorOperators.FMA, -LN2_LOW, r);
        FloatVector p = r.lanewise(VectorOperators.FMA, 1f / 720, 1f / 120);
        p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(Lanes.F, 1f / 24));
        p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(Lanes.F, 1f / 6));
        p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(Lanes.F, 0.5f));
        p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(Lanes.F, 1));
        p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(Lanes.F, 1));
        // The last bits of the shifted number are n, which goes to the exponent.
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        FloatVector e = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        return e.blend(0, x.compare(VectorOperators.LT, LEAST_NORMAL));
    }

    private static FloatVector power(IntVector e) {
        return e.lanewise(VectorOperators.LSHL, MANTISSA_BITS).add(ONE).reinterpretAsFloats();
    }
}
