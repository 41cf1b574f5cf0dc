package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes how rows that lie anywhere are combined: {@code void f(factors, offsets, rows, y, terms, n)}: {@code y[i] += Σ factors[j] ·
 * rows[offsets[j] + i]}, at least one of them. Sums begin with zero and are fused in the order of the terms, whatever n.
 */
public final class CombineRows {
    private static final Gpr FACTORS = FloatCode.A;
    private static final Gpr OFFSETS = FloatCode.B;
    private static final Gpr ROWS = FloatCode.C;
    private static final Gpr Y = FloatCode.D;
    private static final Gpr TERMS = FloatCode.E;
    private static final Gpr COLUMNS = FloatCode.N;
    private static final Gpr TERM = Gpr.R10;
    private static final Gpr LEFT = Gpr.R11;
    private static final Gpr OFFSET = Gpr.RAX;

    /** Vectors of sums in registers, from the first on; behind them the factor and what is loaded. */
    private static final int[] WIDE = {20, 4, 1};

    private static final int[] NARROW = {12, 4, 1};

    private final FloatCode c;
    private final int factor;

    private CombineRows(Isa isa) {
        this.c = new FloatCode(isa);
        this.factor = vectors()[0];
    }

    private int[] vectors() {
        return c.wide() ? WIDE : NARROW;
    }

    /** Writes it. */
    public static byte[] write(Isa isa) {
        return new CombineRows(isa).code();
    }

    private byte[] code() {
        for (int vectors : vectors()) {
            whole(vectors);
        }
        Label end = new Label();
        c.a.cmp(COLUMNS, 1);
        c.a.branch(Condition.LESS, end);
        c.singles(COLUMNS, List.of(ROWS, Y), () -> sums(1));
        c.a.bind(end);
        return c.end();
    }

    /** As many columns as so many vectors have, while there are so many. */
    private void whole(int vectors) {
        int columns = vectors * c.lanes();
        Label next = new Label();
        Label end = new Label();
        c.a.bind(next);
        c.a.cmp(COLUMNS, columns);
        c.a.branch(Condition.LESS, end);
        sums(vectors);
        c.a.add(ROWS, columns * Float.BYTES);
        c.a.add(Y, columns * Float.BYTES);
        c.a.sub(COLUMNS, columns);
        c.a.jump(next);
        c.a.bind(end);
    }

    private void sums(int vectors) {
        int bytes = c.lanes() * Float.BYTES;
        for (int v = 0; v < vectors; v++) {
            c.clear(v);
        }
        c.a.zero(TERM);
        c.a.mov(LEFT, TERMS);
        Label term = new Label();
        c.a.bind(term);
        c.a.mov32(OFFSET, Mem.at(OFFSETS, TERM, Integer.BYTES, 0));
        c.emit(Op.VBROADCASTSS, c.vec(factor), Mem.at(FACTORS, TERM, Float.BYTES, 0));
        for (int v = 0; v < vectors; v++) {
            Mem row = Mem.at(ROWS, OFFSET, Float.BYTES, v * bytes);
            if (c.lanes() == 1) {
                c.load(factor + 1, row);
                c.op(Op.VFMADD231PS, v, factor, factor + 1);
            } else {
                c.emit(Op.VFMADD231PS, c.vec(v), c.vec(factor), row);
            }
        }
        c.a.add(TERM, 1);
        c.a.sub(LEFT, 1);
        c.a.branch(Condition.NOT_EQUAL, term);
        for (int v = 0; v < vectors; v++) {
            c.load(factor + 1, Mem.at(Y, v * bytes));
            c.op(Op.VADDPS, v, v, factor + 1);
            c.store(Mem.at(Y, v * bytes), v);
        }
    }
}
