package org.menura.x86.kernel;

import java.util.List;
import org.menura.tensor.Activation;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/** Writes functions of each element of arrays; those that read the result's place may be given the same array for both. */
public final class ElementRows {
    private static final float TANH_SCALE = (float) Math.sqrt(8 / Math.PI);
    private static final float CUBE = 0.044715f;
    private static final float QUICK = 1.702f;

    private ElementRows() {}

    /** Writes {@code void f(x, -, out, -, -, n)}: out = f(x). */
    public static byte[] activation(Activation f, Isa isa) {
        FloatCode c = curves(f, isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            curve(c, f);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(gate, up, out, -, -, n)}: out = f(gate) · up. */
    public static byte[] gated(Activation f, Isa isa) {
        FloatCode c = curves(f, isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.C), () -> {
            curve(c, f);
            c.load(1, Mem.at(FloatCode.B, 0));
            c.op(Op.VMULPS, 0, 0, 1);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(a, b, out, -, -, n)}: out = a + b, or the like. */
    public static byte[] pairwise(Op op, Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.load(1, Mem.at(FloatCode.B, 0));
            c.op(op, 0, 0, 1);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(x, {scale, shift}, out, -, -, n)}: out = scale · x + shift, each rounded. */
    public static byte[] affine(Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.emit(Op.VBROADCASTSS, c.vec(2), Mem.at(FloatCode.B, 0));
        c.emit(Op.VBROADCASTSS, c.vec(3), Mem.at(FloatCode.B, Float.BYTES));
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.op(Op.VMULPS, 0, 0, 2);
            c.op(Op.VADDPS, 0, 0, 3);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(a, b, sum, -, -, n)}: sum = sum + a · b, each rounded. */
    public static byte[] addProduct(Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.load(1, Mem.at(FloatCode.B, 0));
            c.load(2, Mem.at(FloatCode.C, 0));
            c.op(Op.VMULPS, 0, 0, 1);
            c.op(Op.VADDPS, 0, 2, 0);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(x, scale, y, -, -, n)}: y = y + scale · x, fused. */
    public static byte[] axpy(Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.emit(Op.VBROADCASTSS, c.vec(2), Mem.at(FloatCode.B, 0));
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.load(1, Mem.at(FloatCode.C, 0));
            c.op(Op.VFMADD231PS, 1, 0, 2);
            c.store(Mem.at(FloatCode.C, 0), 1);
        });
        return c.end();
    }

    /** Writes {@code void f(x, {low, high}, out, -, -, n)}: out = x, but not below low or above high. */
    public static byte[] clamp(Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.emit(Op.VBROADCASTSS, c.vec(2), Mem.at(FloatCode.B, 0));
        c.emit(Op.VBROADCASTSS, c.vec(3), Mem.at(FloatCode.B, Float.BYTES));
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            // The second operand is what comes out if one is no number.
            c.op(Op.VMAXPS, 0, 2, 0);
            c.op(Op.VMINPS, 0, 3, 0);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(a, b, out, t, -, n)}: out = a + (b - a) · t, each rounded. */
    public static byte[] lerp(Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.C, FloatCode.D), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.load(1, Mem.at(FloatCode.B, 0));
            c.load(2, Mem.at(FloatCode.D, 0));
            c.op(Op.VSUBPS, 1, 1, 0);
            c.op(Op.VMULPS, 1, 1, 2);
            c.op(Op.VADDPS, 0, 0, 1);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    private static FloatCode curves(Activation f, Isa isa) {
        FloatCode c = new FloatCode(isa);
        Powers.constantsOfExp(c);
        c.constants(0, -1);
        switch (f) {
            case GELU_TANH -> c.constants(CUBE, -TANH_SCALE);
            case QUICK_GELU -> c.constants(-QUICK);
            case GELU, TANH, SOFTPLUS -> Quotients.constants(c);
            default -> {}
        }
        return c;
    }

    /** Register 0 gets f of the elements at A; 1 to 5 are overwritten. */
    private static void curve(FloatCode c, Activation f) {
        c.load(0, Mem.at(FloatCode.A, 0));
        switch (f) {
            case GELU -> Quotients.gelu(c);
            case TANH -> Quotients.tanh(c);
            case SOFTPLUS -> Quotients.softplus(c);
            case EXP -> {
                Powers.exp(c, 2, 0, 3);
                c.op(Op.VADDPS, 0, 2, 0f);
            }
            default -> bent(c, f);
        }
    }

    private static void bent(FloatCode c, Activation f) {
        if (f == Activation.RELU || f == Activation.RELU_SQUARED) {
            c.load(1, 0f);
            c.op(Op.VMAXPS, 0, 1, 0);
            // Minus zero becomes zero.
            c.op(Op.VADDPS, 0, 0, 1);
            if (f == Activation.RELU_SQUARED) {
                c.op(Op.VMULPS, 0, 0, 0);
            }
            return;
        }
        // All others are x, or 1, by 1 + exp(something).
        switch (f) {
            case GELU_TANH -> {
                c.op(Op.VMULPS, 1, 0, 0);
                c.op(Op.VMULPS, 1, 1, CUBE);
                c.op(Op.VADDPS, 1, 1, 1f);
                c.op(Op.VMULPS, 1, 1, 0);
                c.op(Op.VMULPS, 1, 1, -TANH_SCALE);
            }
            case QUICK_GELU -> c.op(Op.VMULPS, 1, 0, -QUICK);
            case SILU, SIGMOID -> c.op(Op.VMULPS, 1, 0, -1f);
            default -> throw new IllegalArgumentException("no code for " + f);
        }
        Powers.exp(c, 2, 1, 3);
        c.op(Op.VADDPS, 2, 2, 1f);
        if (f == Activation.SIGMOID) {
            c.load(0, 1f);
        }
        c.op(Op.VDIVPS, 0, 0, 2);
    }
}
