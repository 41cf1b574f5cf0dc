package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;

/** Q5_K: low four bits as in Q4_K; byte i of 32 further bytes holds in bit j the fifth of element i of group j. */
final class Q5KFamily extends PackedScaleFamily {
    private static final int HIGH_AT = 16;
    private static final int LOW_AT = 48;
    private static final int GROUP = 32;
    private static final int FIFTH = 4;

    @Override
    public DType type() {
        return DType.Q5_K;
    }

    @Override
    void add(Map<String, byte[]> constants, boolean wide) {
        super.add(constants, wide);
        int count = wide ? 2 * GROUP : GROUP;
        constants.put("four", bytes(count, _ -> 0x0f));
        if (wide) {
            constants.put("five", bytes(count, _ -> 0x1f));
            constants.put("shifts", halves(0, 4));
            constants.put("fifths0", halves(4, 3));
            constants.put("fifths1", halves(2, 1));
            constants.put("fifths2", halves(0, 1));
            constants.put("fifths3", halves(2, 3));
        } else {
            constants.put("fifth", bytes(count, _ -> 0x10));
        }
    }

    @Override
    void keep(Emitter e) {
        keep(e, KEPT, e.constant("four"));
        keep(e, KEPT + 1, e.constant("five"));
        keep(e, KEPT + 2, e.constant("shifts"));
    }

    @Override
    void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            if (chunk == 0) {
                load(e, T1, HIGH_AT);
            }
            load(e, chunk, LOW_AT + chunk * GROUP);
            e.emit(Op.VPSRLVQ, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 2));
            Op op = chunk < 2 ? Op.VPSLLVQ : Op.VPSRLVQ;
            e.emit(op, e.vec(T0), e.vec(T1), e.constant("fifths" + chunk));
            choose(e, chunk, T0, KEPT);
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 1));
            return;
        }
        load(e, T0, HIGH_AT);
        load(e, W, LOW_AT + chunk / 2 * GROUP);
        shift(e, W, chunk % 2 * -4);
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant("four"));
        shift(e, T0, FIFTH - chunk);
        e.emit(Op.VPAND, e.vec(T0), e.vec(T0), e.constant("fifth"));
        e.emit(Op.VPOR, e.vec(W), e.vec(W), e.vec(T0));
    }
}
