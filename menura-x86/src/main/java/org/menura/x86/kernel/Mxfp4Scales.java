package org.menura.x86.kernel;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * MXFP4: blocks of 32 with a power of two before the codes, its exponent in 8 bits, biased by 127 (255 for NaN). Values are
 * small floats, which are whole numbers once they are doubled and the power is halved.
 */
final class Mxfp4Scales implements CodeFormat.Scales {
    private static final int BYTES = 17;
    private static final int EXPONENT_AT = 23;

    @Override
    public void add(Map<String, byte[]> constants) {
        // The power for the exponent 0, which is below the normal numbers.
        constants.put("least", Data.ints(8, _ -> 1 << EXPONENT_AT - 1));
        constants.put("half", Data.floats(8, _ -> 0.5f));
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec bytes = Vec.xmm(GroupFormat.T0);
        Vec powers = Vec.ymm(GroupFormat.T1);
        Vec a = Vec.ymm(GroupFormat.A);
        e.emit(Op.VPXOR, bytes, bytes, bytes);
        for (int b = 0; b < blocks; b++) {
            e.emit(Op.VPINSRB, bytes, bytes, e.weights(b * BYTES), Emitter.imm(b));
        }
        e.emit(Op.VPMOVZXBD, powers, bytes);
        e.emit(Op.VPSLLD, powers, powers, Emitter.imm(EXPONENT_AT));
        e.emit(Op.VPMAXUD, powers, powers, e.constant("least"));
        // Zero, or NaN for infinity, which is what the exponent 255 has become.
        e.emit(Op.VSUBPS, a, powers, powers);
        e.emit(Op.VFMADD231PS, a, powers, e.constant("half"));
    }
}
