package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes how sums [outputs, rows] are stored as rows of a result: {@code void turn(sums, out, counts)}, whose counts are four longs:
 * rows, groups of {@link #outputs}, and the bytes from one output of the sums and from one row of the result to the next. Sums are read
 * for a multiple of {@link #ROWS} rows; nothing is written beyond the rows.
 *
 * <p>Of four rows a quarter of a vector has four outputs: what is loaded so is turned within the quarters.
 */
public final class TurnCode {
    /** Rows that are turned together. */
    public static final int ROWS = 4;

    private static final int QUARTER = 16;

    private static final Gpr SUMS = Gpr.RDI;
    private static final Gpr OUT = Gpr.RSI;
    private static final Gpr COUNTS = Gpr.RDX;
    private static final Gpr GROUPS = Gpr.RCX;

    /** The bytes from one output's sums to the next one's, and those of three. */
    private static final Gpr SUM = Gpr.R8;

    private static final Gpr THREE_SUMS = Gpr.R9;
    private static final Gpr OUT_ROW = Gpr.R10;
    private static final Gpr TO = Gpr.R11;
    private static final Gpr LEFT = Gpr.RAX;

    /** Where four outputs begin each. */
    private static final List<Gpr> FOURS = List.of(Gpr.RBX, Gpr.R12, Gpr.R13, Gpr.R14);

    private final Assembler a = new Assembler();
    private final boolean wide;
    private final int quarters;

    private TurnCode(Isa isa) {
        this.wide = isa == Isa.AVX512;
        this.quarters = outputs(isa) / 4;
    }

    /** Returns the outputs of a group: a vector of them. */
    public static int outputs(Isa isa) {
        return isa == Isa.AVX512 ? 16 : 8;
    }

    /** Writes the code. */
    public static byte[] write(Isa isa) {
        return new TurnCode(isa).code();
    }

    private byte[] code() {
        FOURS.forEach(a::push);
        a.mov(GROUPS, Mem.at(COUNTS, Long.BYTES));
        a.mov(SUM, Mem.at(COUNTS, 2 * Long.BYTES));
        a.mov(OUT_ROW, Mem.at(COUNTS, 3 * Long.BYTES));
        a.lea(THREE_SUMS, Mem.at(SUM, SUM, 2, 0));
        Label group = new Label();
        Label done = new Label();
        a.bind(group);
        a.mov(FOURS.get(0), SUMS);
        for (int i = 1; i < quarters; i++) {
            a.lea(FOURS.get(i), Mem.at(FOURS.get(i - 1), SUM, 4, 0));
        }
        a.mov(TO, OUT);
        a.mov(LEFT, Mem.at(COUNTS, 0));
        Label next = new Label();
        a.bind(next);
        load();
        turn();
        for (int r = 0; r < ROWS; r++) {
            a.emit(Op.VMOVUPS_STORE, Mem.at(TO, 0), vec(ROWS + r));
            a.add(TO, OUT_ROW);
            a.sub(LEFT, 1);
            a.branch(Condition.EQUAL, done);
        }
        for (int i = 0; i < quarters; i++) {
            a.add(FOURS.get(i), QUARTER);
        }
        a.jump(next);
        a.bind(done);
        for (int i = 0; i < 4 * quarters; i++) {
            a.add(SUMS, SUM);
        }
        a.add(OUT, 4 * quarters * Float.BYTES);
        a.sub(GROUPS, 1);
        a.branch(Condition.NOT_EQUAL, group);
        FOURS.reversed().forEach(a::pop);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** Loads four rows of a group: register j has the outputs j, j + 4 and so on in its quarters. */
    private void load() {
        for (int j = 0; j < 4; j++) {
            a.emit(Op.VMOVUPS, Vec.xmm(j), sum(0, j));
            for (int q = 1; q < quarters; q++) {
                a.emit(wide ? Op.VINSERTF32X4 : Op.VINSERTF128, vec(j), vec(j), sum(q, j), Emitter.imm(q));
            }
        }
    }

    private Mem sum(int quarter, int j) {
        Gpr first = FOURS.get(quarter);
        return switch (j) {
            case 0 -> Mem.at(first, 0);
            case 3 -> Mem.at(first, THREE_SUMS, 1, 0);
            default -> Mem.at(first, SUM, j, 0);
        };
    }

    /** Turns the four registers within their quarters. */
    private void turn() {
        for (int half = 0; half < 2; half++) {
            a.emit(Op.VUNPCKLPS, vec(8 + half), vec(2 * half), vec(2 * half + 1));
            a.emit(Op.VUNPCKHPS, vec(10 + half), vec(2 * half), vec(2 * half + 1));
        }
        for (int r = 0; r < ROWS; r++) {
            int pairs = 8 + r / 2 * 2;
            a.emit(Op.VSHUFPS, vec(ROWS + r), vec(pairs), vec(pairs + 1), Emitter.imm(r % 2 == 0 ? 0x44 : 0xee));
        }
    }

    private Vec vec(int number) {
        return wide ? Vec.zmm(number) : Vec.ymm(number);
    }
}
