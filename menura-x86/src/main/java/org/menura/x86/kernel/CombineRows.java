package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes how rows that lie anywhere are combined: {@code void f(factors, offsets, rows, y, counts, n)}: {@code y[r, i] += Σ factors[r, j] ·
 * rows[offsets[j] + i]}. Sums begin with zero and are fused in the order of the terms, whatever n. The counts are five longs, of which two are
 * at least 1: the terms, the rows of y, and the bytes from one factor of a row to the next one, from row to row of factors, and from row to row of y.
 * Where each row has terms of its own, the number of them stands before its offsets, and its factors lie behind those of the row before.
 *
 * <p>A part of the columns meets all rows of y while it is in the first-level cache.
 */
public final class CombineRows {
    private static final Gpr FACTORS = FloatCode.A;
    private static final Gpr OFFSETS = FloatCode.B;
    private static final Gpr ROWS = FloatCode.C;
    private static final Gpr Y = FloatCode.D;
    private static final Gpr COUNTS = FloatCode.E;
    private static final Gpr COLUMNS = FloatCode.N;

    /** Of a term: where its offset lies. */
    private static final Gpr PLACE = Gpr.R10;

    private static final Gpr LEFT = Gpr.R11;
    private static final Gpr OFFSET = Gpr.RAX;

    /** Of a row of y: the first factor of the next one, the one of a term, where its sums go; the rows that are left, and the step from factor to factor. */
    private static final Gpr FIRST = Gpr.RBX;

    private static final Gpr FACTOR = Gpr.R12;
    private static final Gpr TO = Gpr.R13;
    private static final Gpr ROWS_LEFT = Gpr.R14;
    private static final Gpr STEP = Gpr.R15;
    private static final List<Gpr> SAVED = List.of(FIRST, FACTOR, TO, ROWS_LEFT, STEP);

    private static final Mem TERMS = count(0);
    private static final Mem OUT_ROWS = count(1);
    private static final Mem FACTOR_STEP = count(2);
    private static final Mem FACTOR_ROW = count(3);
    private static final Mem OUT_ROW = count(4);

    /** Vectors of sums in registers, from the first on; behind them the factor and what is loaded. */
    private static final int[] WIDE = {20, 4, 1};

    private static final int[] NARROW = {12, 4, 1};

    private final FloatCode c;
    private final boolean isSparse;
    private final int factor;

    private CombineRows(Isa isa, boolean isSparse) {
        this.c = new FloatCode(isa);
        this.isSparse = isSparse;
        this.factor = vectors()[0];
    }

    private static Mem count(int i) {
        return Mem.at(COUNTS, i * Long.BYTES);
    }

    private int[] vectors() {
        return c.wide() ? WIDE : NARROW;
    }

    /** Writes it for rows of the same terms. */
    public static byte[] write(Isa isa) {
        return new CombineRows(isa, false).code();
    }

    /** Writes it for rows with terms of their own. The counts of terms and the bytes from row to row of factors say nothing. */
    public static byte[] sparse(Isa isa) {
        return new CombineRows(isa, true).code();
    }

    private byte[] code() {
        SAVED.forEach(c.a::push);
        c.a.mov(STEP, FACTOR_STEP);
        for (int vectors : vectors()) {
            whole(vectors);
        }
        Label end = new Label();
        c.a.cmp(COLUMNS, 1);
        c.a.branch(Condition.LESS, end);
        c.singles(COLUMNS, List.of(ROWS, Y), () -> rows(1));
        c.a.bind(end);
        SAVED.reversed().forEach(c.a::pop);
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
        rows(vectors);
        c.a.add(ROWS, columns * Float.BYTES);
        c.a.add(Y, columns * Float.BYTES);
        c.a.sub(COLUMNS, columns);
        c.a.jump(next);
        c.a.bind(end);
    }

    private void rows(int vectors) {
        Label row = new Label();
        Label next = new Label();
        c.a.mov(TO, Y);
        c.a.mov(ROWS_LEFT, OUT_ROWS);
        if (isSparse) {
            c.a.mov(FACTOR, FACTORS);
            c.a.mov(PLACE, OFFSETS);
        } else {
            c.a.mov(FIRST, FACTORS);
        }
        c.a.bind(row);
        if (isSparse) {
            c.a.mov32(LEFT, Mem.at(PLACE, 0));
            c.a.add(PLACE, Integer.BYTES);
            c.a.cmp(LEFT, 1);
            c.a.branch(Condition.LESS, next);
        } else {
            c.a.mov(FACTOR, FIRST);
            c.a.mov(LEFT, FACTOR_ROW);
            c.a.add(FIRST, LEFT);
            c.a.mov(PLACE, OFFSETS);
            c.a.mov(LEFT, TERMS);
        }
        sums(vectors);
        c.a.bind(next);
        c.a.mov(LEFT, OUT_ROW);
        c.a.add(TO, LEFT);
        c.a.sub(ROWS_LEFT, 1);
        c.a.branch(Condition.NOT_EQUAL, row);
    }

    /** The sums over the terms that are left of a row. */
    private void sums(int vectors) {
        int bytes = c.lanes() * Float.BYTES;
        for (int v = 0; v < vectors; v++) {
            c.clear(v);
        }
        Label term = new Label();
        c.a.bind(term);
        c.a.mov32(OFFSET, Mem.at(PLACE, 0));
        c.emit(Op.VBROADCASTSS, c.vec(factor), Mem.at(FACTOR, 0));
        for (int v = 0; v < vectors; v++) {
            Mem row = Mem.at(ROWS, OFFSET, Float.BYTES, v * bytes);
            if (c.lanes() == 1) {
                c.load(factor + 1, row);
                c.op(Op.VFMADD231PS, v, factor, factor + 1);
            } else {
                c.emit(Op.VFMADD231PS, c.vec(v), c.vec(factor), row);
            }
        }
        c.a.add(FACTOR, STEP);
        c.a.add(PLACE, Integer.BYTES);
        c.a.sub(LEFT, 1);
        c.a.branch(Condition.NOT_EQUAL, term);
        for (int v = 0; v < vectors; v++) {
            c.load(factor + 1, Mem.at(TO, v * bytes));
            c.op(Op.VADDPS, v, v, factor + 1);
            c.store(Mem.at(TO, v * bytes), v);
        }
    }
}
