package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** IQ4_NL: blocks of 32 with a 16-bit scale before the codes. */
final class Iq4NlFamily extends CodeFamily.Uneven {
    private static final int BYTES = 18;

    @Override
    public DType type() {
        return DType.IQ4_NL;
    }

    @Override
    int codesAt(int block) {
        return block * BYTES + 2;
    }

    @Override
    void heads(Emitter e, int part, int blocks) {
        Vec halves = Vec.xmm(T0);
        e.emit(Op.VPXOR, halves, halves, halves);
        for (int b = 0; b < blocks; b++) {
            e.emit(Op.VPINSRW, halves, halves, e.weights(b * BYTES), Emitter.imm(b));
        }
        e.emit(Op.VCVTPH2PS, Vec.ymm(A), halves);
    }
}
