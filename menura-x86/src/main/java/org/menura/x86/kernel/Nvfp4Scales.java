package org.menura.x86.kernel;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * NVFP4: blocks of 64 with four scales before the codes, floats of 4 exponent and 3 mantissa bits whose sign is not
 * read; 0x7f is zero. Values are small floats, which are whole numbers once they are doubled and the scale is halved.
 */
final class Nvfp4Scales implements CodeFormat.Scales {
    private static final int ZERO = 0x7f;

    /** The bits of a scale, read as a 16-bit float, are too small by this; half of it, as scales are halved. */
    private static final int REBIASED = 1 << 15 - 7 - 1;

    private static final int BYTES = 36;
    private static final int BLOCKS_OF_EIGHT = 2;

    @Override
    public int groups() {
        return 2 * GroupFormat.BLOCKS;
    }

    @Override
    public void add(Map<String, byte[]> constants) {
        constants.put("zero", Data.bytes(16, _ -> ZERO));
        constants.put("rebiased", Data.floats(8, _ -> REBIASED));
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        eight(e, part, blocks, Vec.ymm(GroupFormat.A));
        if (e.wide()) {
            eight(e, 1, blocks, Vec.ymm(GroupFormat.B));
            Vec a = Vec.zmm(GroupFormat.A);
            e.emit(Op.VINSERTI64X4, a, a, Vec.ymm(GroupFormat.B), Emitter.imm(1));
        }
    }

    private static void eight(Emitter e, int part, int blocks, Vec to) {
        Vec bytes = Vec.xmm(GroupFormat.T0);
        Vec other = Vec.xmm(GroupFormat.T1);
        e.emit(Op.VPXOR, bytes, bytes, bytes);
        for (int b = 0; b < BLOCKS_OF_EIGHT; b++) {
            int block = part * BLOCKS_OF_EIGHT + b;
            if (2 * block < blocks) {
                e.emit(Op.VPINSRD, bytes, bytes, e.weights(block * BYTES), Emitter.imm(b));
            }
        }
        e.emit(Op.VPCMPEQB, other, bytes, e.constant("zero"));
        e.emit(Op.VPAND, other, other, bytes);
        e.emit(Op.VPXOR, bytes, bytes, other);
        e.emit(Op.VPXOR, other, other, other);
        e.emit(Op.VPUNPCKLBW, bytes, other, bytes);
        // Out with the sign, then the exponent's lowest bit to its place.
        e.emit(Op.VPSLLW, bytes, bytes, Emitter.imm(1));
        e.emit(Op.VPSRLW, bytes, bytes, Emitter.imm(2));
        e.emit(Op.VCVTPH2PS, to, bytes);
        e.emit(Op.VMULPS, to, to, e.constant("rebiased"));
    }
}
