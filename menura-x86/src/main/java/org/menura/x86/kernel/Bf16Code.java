package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Rounds floats to bfloat16, the upper half of a float: to nearest, ties to even, and NaN becomes the usual one. In integers, as
 * the processor's own conversion takes what is less than a normal number for zero.
 */
final class Bf16Code {
    private static final int HALF = 16;
    private static final int SIGN_BIT = 31;

    private static final float MAGNITUDE = Float.intBitsToFloat(0x7fffffff);
    private static final float BELOW_HALF = Float.intBitsToFloat(0x7fff);
    private static final float LAST_BIT = Float.intBitsToFloat(1);

    /** Quarters of a vector whose halves {@link Op#VPACKSSDW} has interleaved, as pairs of 32 bits. */
    private static final int[] WIDE = {0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15};

    private static final int[] NARROW = {0, 1, 4, 5, 2, 3, 6, 7};

    private final FloatCode c;
    private final Label order = new Label();

    /** Puts what it needs beside the code. */
    Bf16Code(FloatCode c) {
        this.c = c;
        c.constants(MAGNITUDE, Float.POSITIVE_INFINITY, Float.NaN, BELOW_HALF, LAST_BIT);
        Assembler a = c.a;
        Label behind = new Label();
        int[] indices = c.wide() ? WIDE : NARROW;
        a.jump(behind);
        a.data(order, indices.length * Integer.BYTES, Data.ints(indices.length, i -> indices[i]));
        a.bind(behind);
    }

    /** Stores two vectors, one behind the other; both, {@code t} and the register behind it are overwritten. */
    void store(Mem to, int first, int second, int t) {
        round(first, t);
        round(second, t);
        c.op(Op.VPACKSSDW, first, first, second);
        c.emit(Op.VMOVUPS, c.vec(t), new Near(order, 0));
        c.emit(Op.VPERMD, c.vec(first), c.vec(t), c.vec(first));
        c.store(to, first);
    }

    private void round(int x, int t) {
        // All bits where x is NaN.
        c.and(t, x, MAGNITUDE);
        Vec test = c.vec(t);
        subtractFromInfinity(t);
        c.emit(Op.VPSRAD, test, test, new Imm(SIGN_BIT));
        c.xor(x, x, Float.NaN);
        // The bits in which x differs from NaN are taken where it is none, and NaN for the others.
        keepWhereClear(x, t);
        c.xor(x, x, Float.NaN);
        c.emit(Op.VPSRLD, test, c.vec(x), new Imm(HALF));
        c.and(t, t, LAST_BIT);
        c.op(Op.VPADDD, t, t, BELOW_HALF);
        c.op(Op.VPADDD, x, x, t);
        c.emit(Op.VPSRAD, c.vec(x), c.vec(x), new Imm(HALF));
    }

    /** {@code t = infinity - t}, as integers: negative for NaN. */
    private void subtractFromInfinity(int t) {
        int spare = t + 1;
        c.load(spare, Float.POSITIVE_INFINITY);
        c.op(Op.VPSUBD, t, spare, t);
    }

    /** {@code x = x and not mask}: as {@code x xor (x and mask)}. */
    private void keepWhereClear(int x, int mask) {
        c.and(mask, mask, x);
        c.xor(x, x, mask);
    }
}
