package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;

/** Q5_K: low four bits as in Q4_K; byte i of 32 further bytes holds in bit j the fifth of element i of group j. */
final class Q5KFormat implements GroupFormat {
    private static final int HIGH_AT = 16;
    private static final int LOW_AT = 48;
    private static final int GROUP = 32;
    private static final int FIFTH = 4;

    @Override
    public DType type() {
        return DType.Q5_K;
    }

    @Override
    public int bits() {
        return 5;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        PackedScales.add(constants, wide);
        int count = wide ? 2 * GROUP : GROUP;
        constants.put("four", Data.bytes(count, _ -> 0x0f));
        if (wide) {
            constants.put("five", Data.bytes(count, _ -> 0x1f));
            constants.put("shifts", Data.halves(0, 4));
            constants.put("fifths0", Data.halves(4, 3));
            constants.put("fifths1", Data.halves(2, 1));
            constants.put("fifths2", Data.halves(0, 1));
            constants.put("fifths3", Data.halves(2, 3));
        } else {
            constants.put("fifth", Data.bytes(count, _ -> 0x10));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "four");
        e.keep(KEPT + 1, "five");
        e.keep(KEPT + 2, "shifts");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        PackedScales.heads(this, e);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            if (chunk == 0) {
                e.load(T1, HIGH_AT);
            }
            e.load(chunk, LOW_AT + chunk * GROUP);
            e.emit(Op.VPSRLVQ, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 2));
            Op op = chunk < 2 ? Op.VPSLLVQ : Op.VPSRLVQ;
            e.emit(op, e.vec(T0), e.vec(T1), e.constant("fifths" + chunk));
            e.choose(chunk, T0, KEPT);
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 1));
            return;
        }
        e.load(T0, HIGH_AT);
        e.load(W, LOW_AT + chunk / 2 * GROUP);
        e.shift(W, chunk % 2 * -4);
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant("four"));
        e.shift(T0, FIFTH - chunk);
        e.emit(Op.VPAND, e.vec(T0), e.vec(T0), e.constant("fifth"));
        e.emit(Op.VPOR, e.vec(W), e.vec(W), e.vec(T0));
    }
}
