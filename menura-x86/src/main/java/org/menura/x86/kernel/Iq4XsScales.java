package org.menura.x86.kernel;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * IQ4_XS: groups of 32 with scales of 6 bits, 32 too great: their upper two bits in 2 bytes, their low four in the nibbles
 * of 4.
 */
final class Iq4XsScales implements CodeFormat.Scales {
    private static final int LOW_SCALES_AT = 4;

    @Override
    public void add(Map<String, byte[]> constants) {
        constants.put("lowShifts", Data.ints(8, i -> 4 * i));
        // The word of upper bits is read behind that of the scale of scales.
        constants.put("highShifts", Data.ints(8, i -> Short.SIZE + 2 * i));
        constants.put("lowBits", Data.ints(8, _ -> 0x0f));
        constants.put("highBits", Data.ints(8, _ -> 0x03));
        constants.put("excess", Data.ints(8, _ -> 32));
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec low = Vec.ymm(GroupFormat.A);
        Vec high = Vec.ymm(GroupFormat.T1);
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
        Vec d = Vec.ymm(GroupFormat.T0);
        e.emit(Op.VPBROADCASTW, d.xmm(), e.weights(0));
        e.emit(Op.VCVTPH2PS, d, d.xmm());
        e.emit(Op.VMULPS, low, low, d);
    }
}
