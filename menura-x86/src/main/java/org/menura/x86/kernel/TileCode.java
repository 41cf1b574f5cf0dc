package org.menura.x86.kernel;

import java.util.List;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.FloatTile.Sum;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes a {@link FloatTile}: {@code void tile(a, b, c, counts)}, whose counts are four longs: terms, the stride of c and the step
 * of a in bytes, tiles below each other. All sums stay in registers; a term takes a vector of b for each of a tile's, and an
 * element of a for each row, which meets all of them.
 */
public final class TileCode {
    private static final Gpr A = Gpr.RDI;
    private static final Gpr B = Gpr.RSI;
    private static final Gpr C = Gpr.RDX;
    private static final Gpr COUNTS = Gpr.RCX;
    private static final Gpr STRIDE = Gpr.R8;
    private static final Gpr STEP = Gpr.R9;

    /** Where row 3 and row 6 of a are: a register and another once or twice name three rows. */
    private static final Gpr A3 = Gpr.R10;

    private static final Gpr A6 = Gpr.R11;

    /** A row of c, then the terms that are left. */
    private static final Gpr ROW = Gpr.RAX;

    private static final Gpr LEFT = Gpr.RAX;

    /** Of a tile: where a and b begin. */
    private static final Gpr FIRST_A = Gpr.RBX;

    private static final Gpr FIRST_B = Gpr.R12;
    private static final Gpr TILES = Gpr.R13;
    private static final List<Gpr> SAVED = List.of(FIRST_A, FIRST_B, TILES);

    private static final int ROWS_OF_A_PLACE = 3;
    private static final int MOST_ROWS = 9;

    /** Terms in a turn of the loop. */
    private static final int TERMS = 4;

    /** Terms ahead that b is asked for: it comes from the second-level cache. */
    private static final int AHEAD = 6;

    private static final int LINE = 64;

    /** Floats up to which displacements in the code fit 31 bits. */
    private static final int FAR = 1 << 20;

    private final FloatTile.Shape shape;
    private final boolean wide;
    private final int vectors;
    private final int factors;
    private final Assembler a = new Assembler();

    private TileCode(FloatTile.Shape shape, Isa isa) {
        this.shape = shape;
        this.wide = isa == Isa.AVX512;
        this.vectors = shape.columns() / lanes(isa);
        this.factors = registers(isa) - shape.rows() * vectors - vectors;
    }

    private static int lanes(Isa isa) {
        return isa == Isa.AVX512 ? 16 : 8;
    }

    private static int registers(Isa isa) {
        return isa == Isa.AVX512 ? 32 : 16;
    }

    /** Returns whether there is code for that. */
    public static boolean has(FloatTile.Shape shape, Isa isa) {
        int vectors = shape.columns() / lanes(isa);
        return vectors > 0
                && shape.columns() % lanes(isa) == 0
                && shape.rows() > 0
                && shape.rows() <= MOST_ROWS
                && (shape.rows() + 1) * vectors < registers(isa)
                && shape.step() >= 0
                && (long) shape.rows() * shape.step() < FAR
                && shape.term() > 0
                && shape.term() < FAR
                && shape.width() > 0
                && shape.width() < FAR;
    }

    /** Writes the tile. */
    public static byte[] write(FloatTile.Shape shape, Isa isa) {
        if (!has(shape, isa)) {
            throw new IllegalArgumentException("no code for %s with %s".formatted(shape, isa));
        }
        return new TileCode(shape, isa).code();
    }

    private byte[] code() {
        SAVED.forEach(a::push);
        a.mov(STRIDE, Mem.at(COUNTS, Long.BYTES));
        a.mov(STEP, Mem.at(COUNTS, 2 * Long.BYTES));
        a.mov(TILES, Mem.at(COUNTS, 3 * Long.BYTES));
        a.mov(FIRST_A, A);
        a.mov(FIRST_B, B);
        Label tile = new Label();
        a.bind(tile);
        tile();
        for (int i = 0; i < shape.rows(); i++) {
            a.add(FIRST_A, STEP);
        }
        a.mov(A, FIRST_A);
        a.mov(B, FIRST_B);
        a.sub(TILES, 1);
        a.branch(Condition.NOT_EQUAL, tile);
        SAVED.reversed().forEach(a::pop);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    private void tile() {
        places();
        begin();
        Label next = new Label();
        Label rest = new Label();
        Label one = new Label();
        Label end = new Label();
        a.mov(LEFT, Mem.at(COUNTS, 0));
        a.sub(LEFT, TERMS);
        a.branch(Condition.LESS, rest);
        a.bind(next);
        terms(TERMS);
        a.sub(LEFT, TERMS);
        a.branch(Condition.NOT_LESS, next);
        a.bind(rest);
        a.add(LEFT, TERMS);
        a.branch(Condition.EQUAL, end);
        a.bind(one);
        terms(1);
        a.sub(LEFT, 1);
        a.branch(Condition.NOT_EQUAL, one);
        a.bind(end);
        store();
    }

    private void places() {
        if (shape.step() != FloatTile.Shape.ANY) {
            return;
        }
        if (shape.rows() > ROWS_OF_A_PLACE) {
            a.lea(A3, Mem.at(A, STEP, 2, 0));
            a.add(A3, STEP);
        }
        if (shape.rows() > 2 * ROWS_OF_A_PLACE) {
            a.lea(A6, Mem.at(A3, STEP, 2, 0));
            a.add(A6, STEP);
        }
    }

    private void begin() {
        a.mov(ROW, C);
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < vectors; j++) {
                if (shape.sum() == Sum.CONTINUE) {
                    a.emit(Op.VMOVUPS, sum(i, j), Mem.at(ROW, j * bytes()));
                } else {
                    a.emit(wide ? Op.VPXORD : Op.VPXOR, sum(i, j), sum(i, j), sum(i, j));
                }
            }
            if (shape.sum() == Sum.CONTINUE && i < shape.rows() - 1) {
                a.add(ROW, STRIDE);
            }
        }
    }

    private void terms(int count) {
        int width = shape.width() * Float.BYTES;
        int term = shape.term() * Float.BYTES;
        int factor = 0;
        for (int k = 0; k < count; k++) {
            for (int j = 0; j < vectors; j++) {
                a.emit(Op.VMOVUPS, column(j), Mem.at(B, k * width + j * bytes()));
            }
            if (count > 1) {
                for (int at = 0; at < vectors * bytes(); at += LINE) {
                    a.prefetch(Mem.at(B, (k + AHEAD) * width + at));
                }
            }
            for (int i = 0; i < shape.rows(); i++) {
                Vec f = vec(vectors + factor);
                factor = (factor + 1) % factors;
                a.emit(Op.VBROADCASTSS, f, element(i, k * term));
                for (int j = 0; j < vectors; j++) {
                    a.emit(Op.VFMADD231PS, sum(i, j), column(j), f);
                }
            }
        }
        a.add(B, count * width);
        a.add(A, count * term);
        if (shape.step() == FloatTile.Shape.ANY) {
            if (shape.rows() > ROWS_OF_A_PLACE) {
                a.add(A3, count * term);
            }
            if (shape.rows() > 2 * ROWS_OF_A_PLACE) {
                a.add(A6, count * term);
            }
        }
    }

    private Mem element(int row, int at) {
        if (shape.step() != FloatTile.Shape.ANY) {
            return Mem.at(A, row * shape.step() * Float.BYTES + at);
        }
        Gpr place = row < ROWS_OF_A_PLACE ? A : row < 2 * ROWS_OF_A_PLACE ? A3 : A6;
        int times = row % ROWS_OF_A_PLACE;
        return times == 0 ? Mem.at(place, at) : Mem.at(place, STEP, times, at);
    }

    private void store() {
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < vectors; j++) {
                if (shape.sum() == Sum.ADD) {
                    a.emit(Op.VADDPS, sum(i, j), sum(i, j), Mem.at(C, j * bytes()));
                }
                a.emit(Op.VMOVUPS_STORE, Mem.at(C, j * bytes()), sum(i, j));
            }
            a.add(C, STRIDE);
        }
    }

    private int bytes() {
        return (wide ? 16 : 8) * Float.BYTES;
    }

    private Vec vec(int number) {
        return wide ? Vec.zmm(number) : Vec.ymm(number);
    }

    private Vec column(int j) {
        return vec(j);
    }

    private Vec sum(int row, int j) {
        return vec((wide ? 31 : 15) - (row * vectors + j));
    }
}
