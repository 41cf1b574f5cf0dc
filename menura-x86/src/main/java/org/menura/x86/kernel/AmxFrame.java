package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Tmm;

/** Writes how code that uses the tiles of AMX begins and ends: it shapes them by palette 1, and leaves none in use. */
final class AmxFrame {
    /** Bytes of the shapes, of a vector, and of the longest row of a tile. */
    static final int VECTOR = 64;

    /** The most rows of a tile. */
    static final int ROWS = 16;

    private static final int PALETTE = 1;
    private static final int BYTES_AT = 16;
    private static final int ROWS_AT = 48;

    private final Assembler a;
    private final List<Gpr> saved;
    private final byte[] shapes = new byte[VECTOR];

    /** A vector that lies beside the code. */
    record Constant(Label label, byte[] bytes) {}

    /**
     * Creates a frame in which tiles have no rows yet.
     *
     * @param saved registers that the caller finds as they were
     */
    AmxFrame(Assembler a, Gpr... saved) {
        this.a = a;
        this.saved = List.of(saved);
        shapes[0] = PALETTE;
    }

    /** Shapes a tile. */
    void tile(Tmm tile, int rows, int bytes) {
        shapes[BYTES_AT + 2 * tile.ordinal()] = (byte) bytes;
        shapes[ROWS_AT + tile.ordinal()] = (byte) rows;
    }

    /** Begins the code. Changes RAX. */
    void begin(Constant... constants) {
        Label tiles = new Label();
        Label begin = new Label();
        a.jump(begin);
        a.data(tiles, VECTOR, shapes);
        for (Constant c : constants) {
            a.data(c.label(), VECTOR, c.bytes());
        }
        a.bind(begin);
        saved.forEach(a::push);
        a.lea(Gpr.RAX, new Near(tiles, 0));
        a.tileConfig(Mem.at(Gpr.RAX, 0));
    }

    /** Returns to the caller. */
    void end() {
        a.tileRelease();
        saved.reversed().forEach(a::pop);
        a.vzeroupper();
        a.ret();
    }
}
