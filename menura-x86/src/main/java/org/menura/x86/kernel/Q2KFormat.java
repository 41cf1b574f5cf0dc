package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Q2_K: groups of 16 with scales in the low and minima in the high nibbles of 16 bytes. A half of the block is four rows of
 * 32 elements: byte i of its 32 bytes of quants holds element i of row r in bits 2r and 2r + 1.
 */
final class Q2KFormat implements GroupFormat {
    private static final int QUANTS_AT = 16;
    private static final int SCALE_AT = 80;
    private static final int ROW = 32;

    @Override
    public int groups() {
        return 16;
    }

    @Override
    public DType type() {
        return DType.Q2_K;
    }

    @Override
    public int gain(int block) {
        // Quants are taken where they are.
        return 1 << block % 4 * 2;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        constants.put("nibble", Data.bytes(16, _ -> 0x0f));
        if (wide) {
            constants.put("rows0", Data.bytes(64, i -> i < ROW ? 0x03 : 0x0c));
            constants.put("rows1", Data.bytes(64, i -> i < ROW ? 0x30 : 0xc0));
        } else {
            for (int row = 0; row < 4; row++) {
                int bits = 3 << 2 * row;
                constants.put("row" + row, Data.bytes(ROW, _ -> bits));
            }
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "rows0");
        e.keep(KEPT + 1, "rows1");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec low = Vec.xmm(T0);
        Vec high = Vec.xmm(T1);
        e.emit(Op.VMOVDQU, high, e.weights(0));
        if (part == 1) {
            e.emit(Op.VPSRLDQ, high, high, Emitter.imm(8));
        }
        e.emit(Op.VPAND, low, high, e.constant("nibble"));
        e.emit(Op.VPSRLW, high, high, Emitter.imm(4));
        e.emit(Op.VPAND, high, high, e.constant("nibble"));
        Vec a = e.vec(A);
        Vec b = e.vec(B);
        e.emit(Op.VPMOVZXBD, a, low);
        e.emit(Op.VPMOVZXBD, b, high);
        e.emit(Op.VCVTDQ2PS, a, a);
        e.emit(Op.VCVTDQ2PS, b, b);
        e.half(T0, SCALE_AT);
        e.half(T1, SCALE_AT + 2);
        GroupFamily.divideByGains(this, e, e.vec(T0), part);
        e.emit(Op.VMULPS, a, a, e.vec(T0));
        e.emit(Op.VMULPS, b, b, e.vec(T1));
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            if (chunk % 2 == 0) {
                e.load(T1, QUANTS_AT + chunk / 2 * ROW);
            }
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(T1), e.vec(KEPT + chunk % 2));
            return;
        }
        e.load(W, QUANTS_AT + chunk / 4 * ROW);
        int row = chunk % 4;
        if (e.isa() == Isa.AVX2) {
            // Products of larger bytes would not fit vpmaddubsw's words.
            e.shift(W, -2 * row);
            row = 0;
        }
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant("row" + row));
    }
}
