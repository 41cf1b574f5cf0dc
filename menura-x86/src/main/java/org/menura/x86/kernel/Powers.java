package org.menura.x86.kernel;

import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Op;

/** Writes exponentials and powers of two of all elements of a vector. */
final class Powers {
    /** Constants of {@link #exp}. */
    private static final float LOWEST = -104;

    private static final float HIGHEST = 89;
    private static final float LOG2_E = (float) (1 / Math.log(2));
    private static final float ROUND = 0x1.8p23f;
    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);
    private static final float[] TAYLOR = {1f / 5040, 1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1};
    private static final int MANTISSA_BITS = 23;
    private static final int SIGN_BIT = 31;

    /** The greatest number whose exponential {@link #expBelow} takes for zero. */
    private static final float BELOW_LEAST = Math.nextDown(-87.3f);

    /** Constants of {@link #exp2}. */
    private static final float[] POWER = {
        0x1.41fbbcp-13f, 0x1.5f3e54p-10f, 0x1.3b2d4cp-7f, 0x1.c6aee8p-5f, 0x1.ebfbdcp-3f, 0x1.62e43p-1f, 1
    };

    /** The greatest exponent whose power vanishes. */
    private static final float BELOW_NORMAL = Math.nextDown(-126f);

    private Powers() {}

    /** Puts what {@link #exp} needs beside the code. */
    static void constantsOfExp(FloatCode c) {
        c.constants(LOWEST, HIGHEST, LOG2_E, ROUND, LN2_HIGH, LN2_LOW, 1);
        c.constants(TAYLOR);
    }

    /**
     * The exponential function, to about one unit in the last place; NaN stays. With n = x / ln 2, rounded, and r = x - n
     * ln 2, it is 2ⁿ times the Taylor series of exp(r); 2ⁿ in two factors, as its exponent may be too small or large for one.
     *
     * @param to receives it
     * @param x is overwritten
     * @param t is overwritten
     */
    static void exp(FloatCode c, int to, int x, int t) {
        // The second operand is what comes out if one is no number.
        c.load(t, LOWEST);
        c.op(Op.VMAXPS, x, t, x);
        c.load(t, HIGHEST);
        c.op(Op.VMINPS, x, t, x);
        c.op(Op.VMULPS, t, x, LOG2_E);
        c.op(Op.VADDPS, t, t, ROUND);
        c.op(Op.VSUBPS, to, t, ROUND);
        c.op(Op.VFNMADD231PS, x, to, LN2_HIGH);
        c.op(Op.VFNMADD231PS, x, to, LN2_LOW);
        c.load(to, TAYLOR[0]);
        for (int i = 1; i < TAYLOR.length; i++) {
            c.op(Op.VFMADD213PS, to, x, TAYLOR[i]);
        }
        c.op(Op.VPSUBD, t, t, ROUND);
        c.emit(Op.VPSRAD, c.vec(x), c.vec(t), new Imm(1));
        c.op(Op.VPSUBD, t, t, x);
        power(c, x);
        c.op(Op.VMULPS, to, to, x);
        power(c, t);
        c.op(Op.VMULPS, to, to, t);
    }

    /** Puts what {@link #expBelow} needs beside the code that has what {@link #exp} needs. */
    static void constantsOfExpBelow(FloatCode c) {
        c.constants(BELOW_LEAST);
    }

    /**
     * The exponential function of numbers up to 88 in fewer steps, to two units in the last place, with zero below the normal
     * numbers: for what is added to 1, or so. NaN stays.
     *
     * @param to receives it
     * @param x is overwritten
     * @param t is overwritten
     * @param kept is overwritten
     */
    static void expBelow(FloatCode c, int to, int x, int t, int kept) {
        c.load(t, BELOW_LEAST);
        // The second operand is what comes out if one is no number.
        c.op(Op.VMAXPS, x, t, x);
        oneAbove(c, kept, x, BELOW_LEAST);
        c.load(t, LOG2_E);
        c.op(Op.VFMADD213PS, t, x, ROUND);
        c.op(Op.VSUBPS, to, t, ROUND);
        c.op(Op.VFNMADD231PS, x, to, LN2_HIGH);
        c.op(Op.VFNMADD231PS, x, to, LN2_LOW);
        c.load(to, TAYLOR[1]);
        for (int i = 2; i < TAYLOR.length; i++) {
            c.op(Op.VFMADD213PS, to, x, TAYLOR[i]);
        }
        byPower(c, to, t);
        c.op(Op.VMULPS, to, to, kept);
    }

    /** One where x is greater than a number, and zero where it isn't; either where it is no number. */
    private static void oneAbove(FloatCode c, int to, int x, float number) {
        c.load(to, number);
        c.op(Op.VSUBPS, to, to, x);
        c.emit(Op.VPSRAD, c.vec(to), c.vec(to), new Imm(SIGN_BIT));
        c.and(to, to, 1f);
    }

    /** Multiplies by 2ⁿ; n is in the last bits of a number to which {@link #ROUND} was added. */
    private static void byPower(FloatCode c, int to, int rounded) {
        c.emit(Op.VPSLLD, c.vec(rounded), c.vec(rounded), new Imm(MANTISSA_BITS));
        c.op(Op.VPADDD, to, to, rounded);
    }

    /** Puts what {@link #exp2} needs beside the code. */
    static void constantsOfExp2(FloatCode c) {
        c.constants(ROUND, BELOW_NORMAL);
        c.constants(POWER);
    }

    /**
     * Powers of two, as decays have them: for exponents up to 127, to one unit in the last place, and zero below the normal
     * numbers; NaN stays. With n = x, rounded, it is 2ⁿ times a polynomial for 2ˣ⁻ⁿ.
     *
     * @param to receives it
     * @param t is overwritten
     * @param r is overwritten
     */
    static void exp2(FloatCode c, int to, int x, int t, int r) {
        c.load(r, BELOW_NORMAL);
        // The second operand is what comes out if one is no number.
        c.op(Op.VMAXPS, r, r, x);
        c.op(Op.VADDPS, t, r, ROUND);
        c.op(Op.VSUBPS, to, t, ROUND);
        c.op(Op.VSUBPS, r, r, to);
        c.load(to, POWER[0]);
        for (int i = 1; i < POWER.length; i++) {
            c.op(Op.VFMADD213PS, to, r, POWER[i]);
        }
        byPower(c, to, t);
        oneAbove(c, t, x, BELOW_NORMAL);
        c.op(Op.VMULPS, to, to, t);
    }

    /** 2ⁿ as a float. */
    private static void power(FloatCode c, int n) {
        c.emit(Op.VPSLLD, c.vec(n), c.vec(n), new Imm(MANTISSA_BITS));
        c.op(Op.VPADDD, n, n, 1f);
    }
}
