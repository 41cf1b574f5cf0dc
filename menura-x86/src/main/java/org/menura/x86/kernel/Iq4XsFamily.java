package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * IQ4_XS: groups of 32 with scales of 6 bits, 32 too great: their upper two bits in 2 bytes, their low four in the nibbles
 * of 4. Weights are codes of values; each 16 bytes hold element i of a group in the low and element i + 16 in the high
 * nibble of byte i.
 */
final class Iq4XsFamily extends GroupFamily {
    private static final int LOW_SCALES_AT = 4;
    private static final int CODES_AT = 8;
    private static final int HALF = 16;

    Iq4XsFamily() {
        super(8, false);
    }

    @Override
    public DType type() {
        return DType.IQ4_XS;
    }

    @Override
    boolean signed() {
        return true;
    }

    @Override
    void add(Map<String, byte[]> constants, boolean wide) {
        constants.put("lowShifts", ints(8, i -> 4 * i));
        constants.put("highShifts", ints(8, i -> HALF + 2 * i));
        constants.put("lowBits", ints(8, _ -> 0x0f));
        constants.put("highBits", ints(8, _ -> 0x03));
        constants.put("excess", ints(8, _ -> 32));
        int count = wide ? 64 : 32;
        constants.put("codeShifts", codeShifts(count / Integer.BYTES));
        constants.put("codes", bytes(count, _ -> 0x0f));
        constants.put("values", Iq4Table.vector(count, 0));
        constants.put("raised", Iq4Table.vector(count, 128));
    }

    @Override
    void keep(Emitter e) {
        keep(e, KEPT, e.constant("codeShifts"));
        keep(e, KEPT + 1, e.constant("codes"));
        keep(e, KEPT + 2, e.constant("raised"));
    }

    @Override
    void heads(Emitter e, int part) {
        Vec low = Vec.ymm(A);
        Vec high = Vec.ymm(T1);
        e.emit(Op.VPBROADCASTD, low, e.weights(LOW_SCALES_AT));
        e.emit(Op.VPBROADCASTD, high, e.weights(0));
        e.emit(Op.VPSRLVD, low, low, e.constant("lowShifts"));
        e.emit(Op.VPSRLVD, high, high, e.constant("highShifts"));
        e.emit(Op.VPAND, low, low, e.constant("lowBits"));
        e.emit(Op.VPAND, high, high, e.constant("highBits"));
        e.emit(Op.VPSLLD, high, high, Emitter.imm(4));
        e.emit(Op.VPOR, low, low, high);
        e.emit(Op.VPSUBD, low, low, e.constant("excess"));
        e.emit(Op.VCVTDQ2PS, low, low);
        Vec d = Vec.ymm(T0);
        e.emit(Op.VPBROADCASTW, d.xmm(), e.weights(0));
        e.emit(Op.VCVTPH2PS, d, d.xmm());
        e.emit(Op.VMULPS, low, low, d);
    }

    @Override
    void decode(Emitter e, int chunk) {
        Vec w = e.vec(W);
        if (e.wide()) {
            load(e, W, CODES_AT + chunk * 2 * HALF);
            // Each group's 16 bytes twice, side by side.
            e.emit(Op.VSHUFI32X4, w, w, w, Emitter.imm(1 << 4 | 1 << 6));
            e.emit(Op.VPSRLVQ, w, w, e.vec(KEPT));
            e.emit(Op.VPANDD, w, w, e.vec(KEPT + 1));
            e.emit(Op.VPSHUFB, w, e.vec(KEPT + 2), w);
            return;
        }
        Vec table = e.vec(T1);
        e.emit(Op.VMOVDQU, table, e.constant(e.isa() == Isa.AVX2 ? "values" : "raised"));
        e.emit(Op.VBROADCASTI128, w, e.weights(CODES_AT + chunk * HALF));
        e.emit(Op.VPSRLVQ, w, w, e.constant("codeShifts"));
        e.emit(Op.VPAND, w, w, e.constant("codes"));
        e.emit(Op.VPSHUFB, w, table, w);
    }
}
