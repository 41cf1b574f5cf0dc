package org.menura.x86.kernel;

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
    void own(Emitter e) {
        e.fillBytes(e.wide() ? 23 : SIGNS, 0x80);
    }

    @Override
    void unsigned(Emitter e, int at, int blocks) {
        Vec w = e.vec(BYTES);
        e.emit(Op.VMOVDQU, w.ymm(), e.weights(at + head()));
        if (!e.wide()) {
            e.emit(Op.VPXOR, w, w, e.vec(SIGNS));
            return;
        }
        if (blocks == 2) {
            e.emit(Op.VINSERTI64X4, w, w, e.weights(at + type().blockBytes() + head()), Emitter.imm(1));
        }
        e.emit(Op.VPXORD, w, w, e.vec(23));
    }

    @Override
    void signed(Emitter e, int at) {
        e.emit(Op.VMOVDQU, e.vec(BYTES), e.weights(at + head()));
    }
}
