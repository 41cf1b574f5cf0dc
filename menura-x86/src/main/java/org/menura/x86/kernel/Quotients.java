package org.menura.x86.kernel;

import org.menura.x86.asm.Op;

/**
 * Writes functions by quotients of polynomials, those of the Vector API's loops, by fused multiply-adds: of register 0, in its
 * place; registers 1 to 5 are overwritten.
 */
final class Quotients {
    /** Coefficients of {@code (1 - Φ(a)) · exp(a²/2)}, the highest first, for 0 ≤ a ≤ {@link #MILLS_END}. */
    private static final float[] MILLS_P = {0x1.0777aap-8f, 0x1.478cf6p-5f, 0x1.735106p-3f, 0x1.be249cp-2f, 0.5f};

    private static final float[] MILLS_Q = {
        0x1.4a33eap-7f, 0x1.9a8dd8p-4f, 0x1.db869ap-2f, 0x1.31c9c2p0f, 0x1.ab547ep0f, 1
    };

    /** From here on, exp(-a²/2) is zero. */
    private static final float MILLS_END = 14.5f;

    /** {@code tanh(x) / x} of x², for x up to {@link #TANH_END}. */
    private static final float[] TANH_P = {0x1.c9a3dcp-27f, 0x1.595566p-16f, 0x1.c9f85cp-9f, 0x1.120442p-3f, 1};

    private static final float[] TANH_Q = {0x1.a0b86cp-21f, 0x1.5841dep-12f, 0x1.a7df26p-6f, 0x1.de576ap-2f, 1};

    /** From here on, the tangent is 1, and the quotient as well. */
    private static final float TANH_END = 9.02f;

    /** {@code log(1 + t) / t} for 0 ≤ t ≤ 1. */
    private static final float[] LOG1P_P = {0x1.faf058p-4f, 0x1.bc00cep-1f, 1};

    private static final float[] LOG1P_Q = {0x1.fd740cp-6f, 0x1.e56fbap-2f, 0x1.5e0046p0f, 1};

    /** All bits but the sign. */
    private static final float MAGNITUDE = Float.intBitsToFloat(Integer.MAX_VALUE);

    private Quotients() {}

    /** Puts what the functions need beside the code, which has that of {@link Powers#exp}, 0 and -1 already. */
    static void constants(FloatCode c) {
        Powers.constantsOfExpBelow(c);
        c.constants(MILLS_P);
        c.constants(MILLS_Q);
        c.constants(TANH_P);
        c.constants(TANH_Q);
        c.constants(LOG1P_P);
        c.constants(LOG1P_Q);
        c.constants(MILLS_END, TANH_END, -TANH_END, -0.5f, MAGNITUDE);
    }

    /** {@code x Φ(x) = max(0, x) - |x| (1 - Φ(|x|))}, whose small part is small on both sides. */
    static void gelu(FloatCode c) {
        magnitude(c, 1);
        // The second operand is what comes out if one is no number.
        c.load(2, MILLS_END);
        c.op(Op.VMINPS, 1, 2, 1);
        c.op(Op.VMULPS, 3, 1, 1);
        c.op(Op.VMULPS, 3, 3, -0.5f);
        Powers.expBelow(c, 2, 3, 4, 5);
        c.op(Op.VMULPS, 2, 2, 1);
        polynomial(c, 3, 1, MILLS_P);
        polynomial(c, 4, 1, MILLS_Q);
        c.op(Op.VMULPS, 2, 2, 3);
        c.op(Op.VDIVPS, 2, 2, 4);
        ramp(c, 3);
        c.op(Op.VSUBPS, 0, 3, 2);
    }

    static void tanh(FloatCode c) {
        clamp(c, -TANH_END, TANH_END);
        c.op(Op.VMULPS, 1, 0, 0);
        polynomial(c, 3, 1, TANH_P);
        polynomial(c, 4, 1, TANH_Q);
        c.op(Op.VDIVPS, 3, 3, 4);
        c.op(Op.VMULPS, 0, 0, 3);
        clamp(c, -1, 1);
    }

    /** {@code log(1 + exp(x)) = max(0, x) + log(1 + exp(-|x|))}. */
    static void softplus(FloatCode c) {
        magnitude(c, 1);
        c.op(Op.VMULPS, 1, 1, -1f);
        Powers.expBelow(c, 2, 1, 3, 4);
        polynomial(c, 3, 2, LOG1P_P);
        polynomial(c, 4, 2, LOG1P_Q);
        c.op(Op.VMULPS, 2, 2, 3);
        c.op(Op.VDIVPS, 2, 2, 4);
        ramp(c, 3);
        c.op(Op.VADDPS, 0, 3, 2);
    }

    /** |x| of register 0. */
    private static void magnitude(FloatCode c, int to) {
        c.and(to, 0, MAGNITUDE);
    }

    /** Register 0, but 0 where it is negative; NaN stays. */
    private static void ramp(FloatCode c, int to) {
        c.load(to, 0f);
        c.op(Op.VMAXPS, to, to, 0);
    }

    /** Bounds register 0; NaN stays. */
    private static void clamp(FloatCode c, float low, float high) {
        c.load(5, low);
        c.op(Op.VMAXPS, 0, 5, 0);
        c.load(5, high);
        c.op(Op.VMINPS, 0, 5, 0);
    }

    private static void polynomial(FloatCode c, int to, int x, float[] coefficients) {
        c.load(to, coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            c.op(Op.VFMADD213PS, to, x, coefficients[i]);
        }
    }
}
