package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Mask;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * MXFP4: a power of two by its exponent in 8 bits, biased by 127 (255 for NaN), and codes of small floats, which are whole
 * numbers once they are doubled and the power is halved.
 */
final class Mxfp4Family extends CodeFamily {
    private static final int BYTES = 17;
    private static final byte[] DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
    private static final int EXPONENT_AT = 23;

    Mxfp4Family() {
        super(BYTES, 1);
    }

    @Override
    public DType type() {
        return DType.MXFP4;
    }

    @Override
    byte[] values(int count, int more) {
        return GroupFamily.bytes(count, i -> DOUBLED[i % DOUBLED.length] + more);
    }

    @Override
    void add(Map<String, byte[]> constants) {
        constants.put("exponent", GroupFamily.ints(16, _ -> 0xff));
        // The power for the exponent 0, which is below the normal numbers.
        constants.put("least", GroupFamily.ints(16, _ -> 1 << EXPONENT_AT - 1));
        constants.put("half", GroupFamily.floats(16, _ -> 0.5f));
    }

    @Override
    void scales(Emitter e, int block, int blocks) {
        Vec s = e.vec(SCALES);
        Vec nan = e.vec(T0);
        Vec words = e.wide() && blocks == 2 ? s.ymm() : s.xmm();
        // The exponent's byte and the one behind it.
        e.emit(Op.VPBROADCASTW, words, e.weights(block * BYTES));
        if (blocks == 2) {
            e.emit(Op.VPBROADCASTW, words.merging(Mask.K3), e.weights((block + 1) * BYTES));
        }
        e.emit(Op.VPMOVZXWD, s, e.wide() ? s.ymm() : s.xmm());
        e.emit(e.wide() ? Op.VPANDD : Op.VPAND, s, s, e.constant("exponent"));
        e.emit(Op.VPSLLD, s, s, Emitter.imm(EXPONENT_AT));
        e.emit(Op.VPMAXUD, s, s, e.constant("least"));
        // Zero, or NaN for infinity, which is what the exponent 255 has become.
        e.emit(Op.VSUBPS, nan, s, s);
        e.emit(Op.VFMADD231PS, nan, s, e.constant("half"));
        e.emit(Op.VMOVUPS, s, nan);
    }
}
