package org.menura.tensor.cpu.loops;

/**
 * Quotients of polynomials whose largest relative error, on the stretch where they are used, is about the smallest for
 * their degrees and below that of a float. Their coefficients are shared with the loops on the Vector API.
 */
final class Rationals {
    /** {@code (1 - Φ(a)) · exp(a²/2)} for 0 ≤ a ≤ {@link #MILLS_END}, Mills's ratio but for a factor. */
    static final float MILLS_P0 = 0.5f;

    static final float MILLS_P1 = 0x1.be249cp-2f;
    static final float MILLS_P2 = 0x1.735106p-3f;
    static final float MILLS_P3 = 0x1.478cf6p-5f;
    static final float MILLS_P4 = 0x1.0777aap-8f;
    static final float MILLS_Q1 = 0x1.ab547ep0f;
    static final float MILLS_Q2 = 0x1.31c9c2p0f;
    static final float MILLS_Q3 = 0x1.db869ap-2f;
    static final float MILLS_Q4 = 0x1.9a8dd8p-4f;
    static final float MILLS_Q5 = 0x1.4a33eap-7f;

    /** From here on, exp(-a²/2) is zero. */
    static final float MILLS_END = 14.5f;

    /** {@code tanh(x) / x} of x², for x up to {@link #TANH_END}. */
    static final float TANH_P1 = 0x1.120442p-3f;

    static final float TANH_P2 = 0x1.c9f85cp-9f;
    static final float TANH_P3 = 0x1.595566p-16f;
    static final float TANH_P4 = 0x1.c9a3dcp-27f;
    static final float TANH_Q1 = 0x1.de576ap-2f;
    static final float TANH_Q2 = 0x1.a7df26p-6f;
    static final float TANH_Q3 = 0x1.5841dep-12f;
    static final float TANH_Q4 = 0x1.a0b86cp-21f;

    /** From here on, the tangent rounds to 1. */
    static final float TANH_END = 9.02f;

    /** {@code log(1 + t) / t} for 0 ≤ t ≤ 1. */
    static final float LOG1P_P1 = 0x1.bc00cep-1f;

    static final float LOG1P_P2 = 0x1.faf058p-4f;
    static final float LOG1P_Q1 = 0x1.5e0046p0f;
    static final float LOG1P_Q2 = 0x1.e56fbap-2f;
    static final float LOG1P_Q3 = 0x1.fd740cp-6f;

    private Rationals() {}

    static float mills(float a) {
        float p = ((((MILLS_P4 * a + MILLS_P3) * a + MILLS_P2) * a + MILLS_P1) * a) + MILLS_P0;
        float q = (((((MILLS_Q5 * a + MILLS_Q4) * a + MILLS_Q3) * a + MILLS_Q2) * a + MILLS_Q1) * a) + 1;
        return p / q;
    }

    /** tanh(x) / x of {@code s = x²}. */
    static float tanh(float s) {
        float p = (((TANH_P4 * s + TANH_P3) * s + TANH_P2) * s + TANH_P1) * s + 1;
        float q = (((TANH_Q4 * s + TANH_Q3) * s + TANH_Q2) * s + TANH_Q1) * s + 1;
        return p / q;
    }

    /** log(1 + t) / t. */
    static float log1p(float t) {
        float p = (LOG1P_P2 * t + LOG1P_P1) * t + 1;
        float q = ((LOG1P_Q3 * t + LOG1P_Q2) * t + LOG1P_Q1) * t + 1;
        return p / q;
    }
}
