package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes how operands of products in bfloat16 are prepared: rows are rounded, and those of activations laid side by side in planes of
 * {@link #LANES}, for each pair of neighbouring values a vector with the pair of every row. Rounding needs AVX-512 with BF16
 * ({@link org.menura.x86.code.Processor#bf16}).
 */
public final class HalfCode {
    /** Rows of a plane. */
    public static final int LANES = 16;

    /** Values that are converted or laid out at a time: rows are of a multiple of them. */
    public static final int BLOCK = 32;

    /** Bytes of a vector, and of a block of bfloat16. */
    static final int VECTOR = 64;

    /** Bytes of a pair. */
    static final int PAIR = 2 * Short.BYTES;

    private static final Gpr FROM = Gpr.RDI;
    private static final Gpr TO = Gpr.RSI;

    private HalfCode() {}

    /** Writes {@code void round(row of floats, row of bfloat16, blocks)}, which rounds to the nearest and of two to the even one. */
    public static byte[] round() {
        Assembler a = new Assembler();
        Gpr blocks = Gpr.RDX;
        Label next = new Label();
        a.bind(next);
        block(a, DType.F32, Mem.at(FROM, 0), Vec.zmm(0), Vec.zmm(1));
        a.emit(Op.VMOVUPS_STORE, Mem.at(TO, 0), Vec.zmm(0));
        a.add(FROM, BLOCK * Float.BYTES);
        a.add(TO, VECTOR);
        a.sub(blocks, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** Loads a block of values, rounded to bfloat16, into the first register; changes the second. */
    static void block(Assembler a, DType type, Mem from, Vec to, Vec other) {
        if (type == DType.BF16) {
            a.emit(Op.VMOVUPS, to, from);
            return;
        }
        Op load = type == DType.F32 ? Op.VMOVUPS : Op.VCVTPH2PS;
        a.emit(load, to, from);
        a.emit(load, other, from.plus(Math.toIntExact(type.bytes(BLOCK / 2))));
        a.emit(Op.VCVTNE2PS2BF16, to, other, to);
    }

    /** Writes {@code void lay(row of bfloat16, plane + 4 · the row's lane, blocks)}; a pair may as well be a float. */
    public static byte[] lay() {
        Assembler a = new Assembler();
        Gpr blocks = Gpr.RDX;
        Label next = new Label();
        a.bind(next);
        for (int i = 0; i < BLOCK / 2; i++) {
            a.mov32(Gpr.RAX, Mem.at(FROM, i * PAIR));
            a.mov32(Mem.at(TO, i * VECTOR), Gpr.RAX);
        }
        a.add(FROM, BLOCK * Short.BYTES);
        a.add(TO, BLOCK / 2 * VECTOR);
        a.sub(blocks, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.ret();
        return a.code();
    }
}
