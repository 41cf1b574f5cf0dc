package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes functions of a row of any length that take its sum: {@code void f(x, -, out, -, -, n)}, n at least 1. Sums are of the
 * elements l, l + 16 and so on for each l, and those are added as in {@link BlockProduct}; what is left over lies on the stack
 * for that, with zeros behind it.
 */
public final class SumRow {
    private static final int SPACE = FloatCode.SUMS * Float.BYTES;
    private static final float MAGNITUDE = Float.intBitsToFloat(0x7fffffff);
    private static final int SIGN_BIT = 31;
    private static final Gpr COUNT = Gpr.RAX;
    private static final Gpr FROM = Gpr.R10;
    private static final Gpr TO = Gpr.R11;

    /** Beside the row that is left over. */
    private static final Gpr SPARE = FloatCode.B;

    private final FloatCode c;

    private SumRow(Isa isa) {
        c = new FloatCode(isa);
    }

    /** Writes {@code out[0] = Σ x}. */
    public static byte[] total(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        row.sum(() -> {});
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(0));
        return c.end();
    }

    /** Writes {@code out = x / Σ x}. */
    public static byte[] normalize(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        row.sum(() -> {});
        c.emit(Op.VBROADCASTSS, c.vec(6), Vec.xmm(0));
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            c.op(Op.VDIVPS, 0, 0, 6);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code out = exp(x - max x) · (1 / Σ exp(x - max x))}. */
    public static byte[] softmax(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        Powers.constantsOfExp(c);
        c.constants(Float.NEGATIVE_INFINITY);
        row.maximum();
        row.sum(() -> {
            c.op(Op.VSUBPS, 3, 2, 6);
            Powers.exp(c, 2, 3, 4);
            c.store(Mem.at(TO, 0), 2);
        });
        c.emit(Op.VMOVUPS, Vec.xmm(1), c.constant(1));
        c.emit(Op.VDIVSS, Vec.xmm(0), Vec.xmm(1), Vec.xmm(0));
        c.emit(Op.VBROADCASTSS, c.vec(6), Vec.xmm(0));
        c.loop(FloatCode.N, List.of(FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.C, 0));
            c.op(Op.VMULPS, 0, 0, 6);
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /**
     * Writes {@code void f(x, shift, out, sum, -, n)}: out = exp(x - shift), and sum[0] of the results; x - shift is at most 88, and what is
     * less than a normal number becomes zero.
     */
    public static byte[] expBelow(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        Powers.constantsOfExp(c);
        Powers.constantsOfExpBelow(c);
        c.emit(Op.VBROADCASTSS, c.vec(6), Mem.at(FloatCode.B, 0));
        row.sum(() -> {
            c.op(Op.VSUBPS, 3, 2, 6);
            Powers.expBelow(c, 2, 3, 4, 5);
            c.store(Mem.at(TO, 0), 2);
        });
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.D, 0), Vec.xmm(0));
        return c.end();
    }

    /** Writes {@code void f(x, limit, out, -, -, n)}: out[0] = Σ |x| of those that are less than limit, which is not negative. */
    public static byte[] below(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        c.constants(MAGNITUDE);
        c.emit(Op.VBROADCASTSS, c.vec(6), Mem.at(FloatCode.B, 0));
        row.sum(() -> {
            c.and(2, 2, MAGNITUDE);
            // As integers: negative, and so all bits, where it is less.
            c.op(Op.VPSUBD, 3, 2, 6);
            c.emit(Op.VPSRAD, c.vec(3), c.vec(3), new Imm(SIGN_BIT));
            c.and(2, 2, 3);
        });
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(0));
        return c.end();
    }

    /** Writes {@code out[0] = max x}; NaN may be passed over. */
    public static byte[] greatest(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        c.constants(Float.NEGATIVE_INFINITY);
        row.maximum();
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(6));
        return c.end();
    }

    /** Writes {@code out[0] = max |x|}, NaN if there is one: as integers, among which it is the greatest. */
    public static byte[] magnitude(Isa isa) {
        SumRow row = new SumRow(isa);
        FloatCode c = row.c;
        c.constants(MAGNITUDE);
        c.clear(0);
        c.clear(1);
        c.loop(FloatCode.N, List.of(FloatCode.A), () -> {
            c.load(2, Mem.at(FloatCode.A, 0));
            c.and(2, 2, MAGNITUDE);
            int to = c.lanes() == 1 ? 1 : 0;
            c.op(Op.VPMAXSD, to, to, 2);
        });
        c.greatest(Op.VPMAXSD, 0, 2);
        c.emit(Op.VPMAXSD, Vec.xmm(0), Vec.xmm(0), Vec.xmm(1));
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(0));
        return c.end();
    }

    /** All elements of register 6 become the greatest of the row. */
    private void maximum() {
        c.load(0, Float.NEGATIVE_INFINITY);
        c.load(1, Float.NEGATIVE_INFINITY);
        c.a.mov(COUNT, FloatCode.N);
        c.a.mov(FROM, FloatCode.A);
        c.loop(COUNT, List.of(FROM), () -> {
            c.load(2, Mem.at(FROM, 0));
            // Single elements have a register of their own, as the others of the vector would be zero.
            int to = c.lanes() == 1 ? 1 : 0;
            c.op(Op.VMAXPS, to, to, 2);
        });
        c.greatest(Op.VMAXPS, 0, 2);
        c.emit(Op.VMAXPS, Vec.xmm(0), Vec.xmm(0), Vec.xmm(1));
        c.emit(Op.VBROADCASTSS, c.vec(6), Vec.xmm(0));
    }

    /**
     * The sum comes to the first element of register 0.
     *
     * @param steps change register 2, which holds what was loaded, and may store it at {@link #TO}; 3 and 4 are theirs
     */
    private void sum(Runnable steps) {
        for (int h = 0; h < c.halves(); h++) {
            c.clear(h);
        }
        c.a.mov(COUNT, FloatCode.N);
        c.a.mov(FROM, FloatCode.A);
        c.a.mov(TO, FloatCode.C);
        Label rest = new Label();
        Label again = new Label();
        Label end = new Label();
        c.a.cmp(COUNT, FloatCode.SUMS);
        c.a.branch(Condition.LESS, rest);
        c.a.bind(again);
        for (int h = 0; h < c.halves(); h++) {
            c.load(2, Mem.at(FROM, 0));
            steps.run();
            c.op(Op.VADDPS, h, h, 2);
            c.a.add(FROM, c.lanes() * Float.BYTES);
            c.a.add(TO, c.lanes() * Float.BYTES);
        }
        c.a.sub(COUNT, FloatCode.SUMS);
        c.a.cmp(COUNT, FloatCode.SUMS);
        c.a.branch(Condition.NOT_LESS, again);
        c.a.bind(rest);
        c.a.cmp(COUNT, 1);
        c.a.branch(Condition.LESS, end);
        rest(steps);
        c.a.bind(end);
        c.total(0, 2);
    }

    /** Adds the last elements, at least one, to the sums. */
    private void rest(Runnable steps) {
        c.a.sub(Gpr.RSP, SPACE);
        c.clear(2);
        for (int h = 0; h < c.halves(); h++) {
            c.store(Mem.at(Gpr.RSP, h * c.lanes() * Float.BYTES), 2);
        }
        c.a.mov(SPARE, Gpr.RSP);
        c.singles(COUNT, List.of(FROM, TO, SPARE), () -> {
            c.load(2, Mem.at(FROM, 0));
            steps.run();
            c.store(Mem.at(SPARE, 0), 2);
        });
        for (int h = 0; h < c.halves(); h++) {
            c.load(2, Mem.at(Gpr.RSP, h * c.lanes() * Float.BYTES));
            c.op(Op.VADDPS, h, h, 2);
        }
        c.a.add(Gpr.RSP, SPACE);
    }
}
