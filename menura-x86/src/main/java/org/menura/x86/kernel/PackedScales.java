package org.menura.x86.kernel;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * The scales of Q4_K and Q5_K: half-precision scales d of the scales and m of the minima, then eight of each in 6 bits, packed into 12
 * bytes. As three words of 4 bytes: the first two hold in the low six bits of their bytes scales and minima 0 to 3, the
 * third in its low and high nibbles the low four bits of scales and minima 4 to 7, whose upper two are the top bits of the
 * first two.
 */
final class PackedScales {
    /** Words 1, 3, 2, 3 of the block: scales 0 to 3, low bits of 4 to 7, minima 0 to 3, low bits of 4 to 7. */
    private static final int LOW_WORDS = 1 | 3 << 2 | 2 << 4 | 3 << 6;

    /** Where the upper bits of these lie: words 1 and 2, at the second and fourth place. */
    private static final int HIGH_WORDS = 1 << 2 | 2 << 6;

    private PackedScales() {}

    static void add(Map<String, byte[]> constants, boolean wide) {
        constants.put("nibbles", Data.ints(4, i -> i == 3 ? 4 : 0));
        constants.put("low", Data.ints(4, i -> i % 2 == 0 ? 0x3f3f3f3f : 0x0f0f0f0f));
        constants.put("high", Data.ints(4, i -> i % 2 == 0 ? 0 : 0x30303030));
        if (wide) {
            constants.put("factors", Data.bytes(32, i -> i / 16 * 2 + i % 2));
        }
    }

    /** See {@link GroupFormat#heads}. */
    static void heads(GroupFormat format, Emitter e) {
        Vec bytes = Vec.xmm(GroupFormat.T0);
        Vec upper = Vec.xmm(GroupFormat.T1);
        e.emit(Op.VPSHUFD, bytes, e.weights(0), Emitter.imm(LOW_WORDS));
        e.emit(Op.VPSHUFD, upper, e.weights(0), Emitter.imm(HIGH_WORDS));
        e.emit(Op.VPSRLVD, bytes, bytes, e.constant("nibbles"));
        e.emit(Op.VPSRLD, upper, upper, Emitter.imm(2));
        e.emit(Op.VPAND, bytes, bytes, e.constant("low"));
        e.emit(Op.VPAND, upper, upper, e.constant("high"));
        e.emit(Op.VPOR, bytes, bytes, upper);
        Vec a = e.vec(GroupFormat.A);
        Vec b = e.vec(GroupFormat.B);
        Vec factors = e.vec(GroupFormat.T1);
        e.emit(Op.VPMOVZXBD, a, bytes);
        e.emit(Op.VCVTDQ2PS, a, a);
        if (e.wide()) {
            // d eight times, m eight times.
            e.emit(Op.VPBROADCASTD, factors.ymm(), e.weights(0));
            e.emit(Op.VPSHUFB, factors.ymm(), factors.ymm(), e.constant("factors"));
            e.emit(Op.VCVTPH2PS, factors, factors.ymm());
            GroupFamily.divideByGains(format, e, factors, 0);
            e.emit(Op.VMULPS, a, a, factors);
            e.emit(Op.VEXTRACTF64X4, b.ymm(), a, Emitter.imm(1));
            return;
        }
        e.half(GroupFormat.T1, 0);
        GroupFamily.divideByGains(format, e, factors, 0);
        e.emit(Op.VMULPS, a, a, factors);
        e.emit(Op.VPSRLDQ, bytes, bytes, Emitter.imm(8));
        e.emit(Op.VPMOVZXBD, b, bytes);
        e.emit(Op.VCVTDQ2PS, b, b);
        e.half(GroupFormat.T1, 2);
        e.emit(Op.VMULPS, b, b, factors);
    }
}
