package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes products with the few rows of a thin matrix: {@code void f(x, m, out, counts, -, n)}: {@code out[r, j] = Σ x[r, i] · m[j, i]}, n a
 * multiple of {@link #MULTIPLE}. The counts are five longs: rows of x and of m, at least 1, and the bytes from row to row of x, m and out. A sum is
 * two vectors of fused sums of every other vector of elements, and the two and then their elements added as {@link FloatCode#total} does.
 */
public final class DotRows {
    /** Elements of rows come in such numbers. */
    public static final int MULTIPLE = 16;

    /** Rows of m that are read together. */
    private static final int TOGETHER = 4;

    private static final Gpr X = FloatCode.A;
    private static final Gpr M = FloatCode.B;
    private static final Gpr OUT = FloatCode.C;
    private static final Gpr COUNTS = FloatCode.D;
    private static final Gpr N = FloatCode.N;
    private static final Gpr LEFT = Gpr.RAX;
    private static final Gpr ROWS = Gpr.R10;
    private static final Gpr TERMS = Gpr.R11;
    private static final Gpr STEP = FloatCode.E;
    private static final Gpr TO = Gpr.RBX;
    private static final Gpr FROM = Gpr.R12;

    /** Where the rows of m are read that are read together. */
    private static final List<Gpr> M_ROWS = List.of(Gpr.R13, Gpr.R14, Gpr.R15, Gpr.RBP);

    private static final List<Gpr> SAVED = List.of(TO, FROM, Gpr.R13, Gpr.R14, Gpr.R15, Gpr.RBP);

    private static final int FIRST_X = 2 * TOGETHER;

    private final FloatCode c;

    private DotRows(Isa isa) {
        c = new FloatCode(isa);
    }

    /** Writes it. */
    public static byte[] write(Isa isa) {
        return new DotRows(isa).code();
    }

    private static Mem count(int i) {
        return Mem.at(COUNTS, i * Long.BYTES);
    }

    private byte[] code() {
        SAVED.forEach(c.a::push);
        c.a.mov(ROWS, count(0));
        Label row = new Label();
        c.a.bind(row);
        c.a.mov(TERMS, count(1));
        c.a.mov(TO, OUT);
        c.a.push(M);
        terms(TOGETHER);
        terms(1);
        c.a.pop(M);
        c.a.mov(STEP, count(2));
        c.a.add(X, STEP);
        c.a.mov(STEP, count(4));
        c.a.add(OUT, STEP);
        c.a.sub(ROWS, 1);
        c.a.branch(Condition.NOT_EQUAL, row);
        SAVED.reversed().forEach(c.a::pop);
        return c.end();
    }

    /** So many rows of m at a time, while there are so many. */
    private void terms(int together) {
        Label next = new Label();
        Label end = new Label();
        c.a.bind(next);
        c.a.cmp(TERMS, together);
        c.a.branch(Condition.LESS, end);
        c.a.mov(STEP, count(3));
        c.a.mov(M_ROWS.getFirst(), M);
        for (int j = 1; j < together; j++) {
            c.a.mov(M_ROWS.get(j), M_ROWS.get(j - 1));
            c.a.add(M_ROWS.get(j), STEP);
        }
        dots(together);
        for (int j = 0; j < together; j++) {
            c.total(2 * j, FIRST_X);
            c.emit(Op.VMOVSS_STORE, Mem.at(TO, j * Float.BYTES), Vec.xmm(2 * j));
        }
        c.a.add(TO, together * Float.BYTES);
        for (int j = 0; j < together; j++) {
            c.a.add(M, STEP);
        }
        c.a.sub(TERMS, together);
        c.a.jump(next);
        c.a.bind(end);
    }

    private void dots(int together) {
        for (int s = 0; s < 2 * together; s++) {
            c.clear(s);
        }
        c.a.mov(FROM, X);
        c.a.mov(LEFT, N);
        int pair = 2 * c.lanes();
        Label next = new Label();
        Label rest = new Label();
        Label end = new Label();
        c.a.cmp(LEFT, pair);
        c.a.branch(Condition.LESS, rest);
        c.a.bind(next);
        vectors(together, 2);
        c.a.sub(LEFT, pair);
        c.a.cmp(LEFT, pair);
        c.a.branch(Condition.NOT_LESS, next);
        c.a.bind(rest);
        c.a.cmp(LEFT, 1);
        c.a.branch(Condition.LESS, end);
        vectors(together, 1);
        c.a.bind(end);
        for (int j = 0; j < together && c.wide(); j++) {
            c.op(Op.VADDPS, 2 * j, 2 * j, 2 * j + 1);
        }
    }

    private void vectors(int together, int count) {
        int bytes = c.lanes() * Float.BYTES;
        for (int v = 0; v < count; v++) {
            c.load(FIRST_X + v, Mem.at(FROM, v * bytes));
            for (int j = 0; j < together; j++) {
                c.emit(Op.VFMADD231PS, c.vec(2 * j + v), c.vec(FIRST_X + v), Mem.at(M_ROWS.get(j), v * bytes));
            }
        }
        c.a.add(FROM, count * bytes);
        for (int j = 0; j < together; j++) {
            c.a.add(M_ROWS.get(j), count * bytes);
        }
    }
}
