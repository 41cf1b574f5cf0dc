package org.menura.x86.kernel;

import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes the search for elements that matter: {@code void f(x, least, places, count, -, n)}: the places of those with |x| ≥ least, which is not
 * negative, in their order, and their number; NaN counts among them. n is a multiple of {@link #MULTIPLE}. Most elements do not matter, so
 * that sixteen at a time are looked at together.
 */
public final class PlacesRow {
    /** The elements of a row are a multiple of it. */
    public static final int MULTIPLE = 16;

    private static final int HALF = MULTIPLE / 2;
    private static final float MAGNITUDE = Float.intBitsToFloat(0x7fffffff);

    /** Its bits are those of the integer 1. */
    private static final float ONE = Float.MIN_VALUE;

    private static final Gpr PLACE = Gpr.RAX;
    private static final Gpr BITS = Gpr.R10;
    private static final Gpr LOWEST = Gpr.R11;
    private static final Gpr COUNT = FloatCode.B;
    private static final Gpr FOUND = FloatCode.E;

    private static final Vec BELOW = Vec.ymm(6);

    private final FloatCode c;

    private PlacesRow(Isa isa) {
        c = new FloatCode(isa);
    }

    /** Writes it; AVX-512 is of no use here. */
    public static byte[] write(Isa isa) {
        return new PlacesRow(isa).code();
    }

    private byte[] code() {
        Label next = new Label();
        Label none = new Label();
        Vec[] halves = {Vec.ymm(0), Vec.ymm(1)};
        Vec any = Vec.ymm(2);
        c.constants(MAGNITUDE, ONE);
        c.emit(Op.VBROADCASTSS, BELOW, Mem.at(FloatCode.B, 0));
        c.emit(Op.VPSUBD, BELOW, BELOW, c.constant(ONE));
        c.a.zero(COUNT);
        c.a.zero(PLACE);
        c.a.bind(next);
        for (int h = 0; h < halves.length; h++) {
            // As integers, among which NaN is the greatest: negative where the element matters.
            c.emit(Op.VMOVUPS, halves[h], Mem.at(FloatCode.A, h * HALF * Float.BYTES));
            c.emit(Op.VANDPS, halves[h], halves[h], c.constant(MAGNITUDE));
            c.emit(Op.VPSUBD, halves[h], BELOW, halves[h]);
        }
        c.emit(Op.VPOR, any, halves[0], halves[1]);
        c.a.vmovmskps(BITS, any);
        c.a.cmp(BITS, 0);
        c.a.branch(Condition.EQUAL, none);
        for (int h = 0; h < halves.length; h++) {
            c.a.vmovmskps(BITS, halves[h]);
            found(h * HALF);
        }
        c.a.bind(none);
        c.a.add(FloatCode.A, MULTIPLE * Float.BYTES);
        c.a.add(PLACE, MULTIPLE);
        c.a.sub(FloatCode.N, MULTIPLE);
        c.a.branch(Condition.NOT_EQUAL, next);
        c.a.mov32(Mem.at(FloatCode.D, 0), COUNT);
        return c.end();
    }

    /** Stores the place of each bit, {@code behind} the vectors' first. */
    private void found(int behind) {
        Label again = new Label();
        Label end = new Label();
        c.a.cmp(BITS, 0);
        c.a.branch(Condition.EQUAL, end);
        c.a.bind(again);
        c.a.bsf(LOWEST, BITS);
        c.a.lea(FOUND, Mem.at(PLACE, LOWEST, 1, behind));
        c.a.mov32(Mem.at(FloatCode.C, COUNT, Integer.BYTES, 0), FOUND);
        c.a.add(COUNT, 1);
        c.a.lea(LOWEST, Mem.at(BITS, -1));
        c.a.and(BITS, LOWEST);
        c.a.branch(Condition.NOT_EQUAL, again);
        c.a.bind(end);
    }
}
