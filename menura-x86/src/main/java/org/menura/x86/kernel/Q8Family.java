package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Q8_0: blocks of a scale and 32 signed bytes. */
final class Q8Family extends SmallBlocks {
    /** 128 in each byte. */
    private static final int SIGNS = 6;

    Q8Family() {
        super(DType.Q8_0, 0);
    }

    @Override
    int bits() {
        return Byte.SIZE;
    }

    @Override
    void add(Map<String, byte[]> constants) {
        // Those of all formats suffice.
    }

    @Override
    void own(Emitter e) {
        e.fillBytes(e.wide() ? OWN : SIGNS, 0x80);
    }

    @Override
    void unsigned(Emitter e, int register, int at, int blocks) {
        Vec w = e.vec(register);
        e.emit(Op.VMOVDQU, w.ymm(), e.weights(at + head()));
        if (e.wide() && blocks == 2) {
            e.emit(Op.VINSERTI64X4, w, w, e.weights(at + type().blockBytes() + head()), Emitter.imm(1));
        }
        if (e.isa() != Isa.AVX2 && !raised(e)) {
            // Unsigned, 128 too much.
            e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, w, w, e.wide() ? e.vec(OWN) : e.vec(SIGNS));
        }
    }
}
