package org.menura.x86.kernel;

import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** IQ4_NL: blocks of 32 with a 16-bit scale before the codes. */
final class Iq4NlScales implements CodeFormat.Scales {
    private static final int BYTES = 18;

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec halves = Vec.xmm(GroupFormat.T0);
        e.emit(Op.VPXOR, halves, halves, halves);
        for (int b = 0; b < blocks; b++) {
            e.emit(Op.VPINSRW, halves, halves, e.weights(b * BYTES), Emitter.imm(b));
        }
        e.emit(Op.VCVTPH2PS, Vec.ymm(GroupFormat.A), halves);
    }
}
