package org.menura.x86.kernel;

import java.util.List;
import org.menura.tensor.Activation;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes derivatives of activations that are x σ(z): {@code void f(x, -, out, -, -, n)}: {@code out = σ(z) + t σ'(z)} with {@code t = x z'}. Both
 * arrays may be the same.
 */
public final class SlopeRows {
    private static final float TANH_SCALE = (float) Math.sqrt(8 / Math.PI);
    private static final float CUBE = 0.044715f;
    private static final float SQUARE = 3 * CUBE;
    private static final float QUICK = 1.702f;
    private static final float MAGNITUDE = Float.intBitsToFloat(0x7fffffff);
    private static final int SIGN_BIT = 31;

    private SlopeRows() {}

    /** Returns whether there is code for a function. */
    public static boolean has(Activation f) {
        return switch (f) {
            case SILU, QUICK_GELU, GELU_TANH -> true;
            default -> false;
        };
    }

    /**
     * Writes it.
     *
     * @throws IllegalArgumentException if there is no code for the function
     */
    public static byte[] write(Activation f, Isa isa) {
        if (!has(f)) {
            throw new IllegalArgumentException("no code for the derivative of " + f);
        }
        FloatCode c = new FloatCode(isa);
        Powers.constantsOfExp(c);
        Powers.constantsOfExpBelow(c);
        c.constants(MAGNITUDE, -0f, TANH_SCALE, CUBE, SQUARE, QUICK);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            arguments(c, f);
            slope(c);
            c.store(Mem.at(FloatCode.C, 0), 6);
        });
        return c.end();
    }

    /** From x in register 0, z comes to register 0 and t to register 1. */
    private static void arguments(FloatCode c, Activation f) {
        if (f == Activation.GELU_TANH) {
            c.op(Op.VMULPS, 2, 0, TANH_SCALE);
            c.op(Op.VMULPS, 0, 0, 0);
            c.op(Op.VMULPS, 1, 0, SQUARE);
            c.op(Op.VADDPS, 1, 1, 1f);
            c.op(Op.VMULPS, 1, 1, 2);
            c.op(Op.VMULPS, 0, 0, CUBE);
            c.op(Op.VADDPS, 0, 0, 1f);
            c.op(Op.VMULPS, 0, 0, 2);
            return;
        }
        c.op(Op.VMULPS, 0, 0, f == Activation.SILU ? 1 : QUICK);
        c.op(Op.VADDPS, 1, 0, -0f);
    }

    /** With {@code e = exp(-|z|)} and {@code r = 1 / (1 + e)}, σ is r, or e r left of zero, and σ' is e r². It comes to register 6. */
    private static void slope(FloatCode c) {
        c.and(2, 0, MAGNITUDE);
        c.xor(2, 2, -0f);
        Powers.expBelow(c, 3, 2, 4, 5);
        c.op(Op.VADDPS, 4, 3, 1f);
        c.load(5, 1);
        c.op(Op.VDIVPS, 5, 5, 4);
        c.op(Op.VMULPS, 6, 3, 5);
        // The bits in which both differ, where z is negative.
        c.xor(4, 5, 6);
        c.emit(Op.VPSRAD, c.vec(2), c.vec(0), new Imm(SIGN_BIT));
        c.and(4, 4, 2);
        c.xor(4, 4, 5);
        c.op(Op.VMULPS, 6, 6, 5);
        c.op(Op.VFMADD213PS, 6, 1, 4);
    }
}
