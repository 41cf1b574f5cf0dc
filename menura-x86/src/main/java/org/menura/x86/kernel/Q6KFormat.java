package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Q6_K: groups of 16 with scales of 8 bits; b is 32 a. A half of the block is four rows of 32 elements: 64 bytes hold the
 * low four bits of rows 0 and 1 in their low and of rows 2 and 3 in their high nibbles; byte i of 32 others holds the upper
 * two bits of element i of row r in bits 2r and 2r + 1.
 */
final class Q6KFormat implements GroupFormat {
    private static final int HIGH_AT = 128;
    private static final int ZERO = 32;
    private static final int SCALES_AT = 192;
    private static final int SCALE_AT = 208;
    private static final int ROW = 32;
    private static final int UPPER = 4;

    @Override
    public int groups() {
        return 16;
    }

    @Override
    public int zero() {
        return ZERO;
    }

    @Override
    public DType type() {
        return DType.Q6_K;
    }

    @Override
    public int bits() {
        return 6;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 2 * ROW : ROW;
        constants.put("four", Data.bytes(count, _ -> 0x0f));
        constants.put("zero", Data.floats(count / Float.BYTES, _ -> ZERO));
        if (wide) {
            constants.put("six", Data.bytes(count, _ -> 0x3f));
            constants.put("left", Data.halves(4, 2));
            constants.put("right", Data.halves(0, 2));
        } else {
            constants.put("upper", Data.bytes(count, _ -> 0x30));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "four");
        e.keep(KEPT + 1, "six");
        e.keep(KEPT + 2, "left");
        e.keep(KEPT + 3, "right");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec a = e.vec(A);
        e.half(T0, SCALE_AT);
        e.emit(Op.VPMOVSXBD, a, e.weights(SCALES_AT + 8 * part));
        e.emit(Op.VCVTDQ2PS, a, a);
        e.emit(Op.VMULPS, a, a, e.vec(T0));
        e.emit(Op.VMULPS, e.vec(B), a, e.constant("zero"));
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            int half = chunk / 2;
            boolean lastRows = chunk % 2 == 1;
            e.emit(Op.VMOVUPS, e.vec(chunk), e.weights(2 * ROW * half));
            e.load(T0, HIGH_AT + ROW * half);
            e.shift(chunk, lastRows ? -4 : 0);
            e.emit(lastRows ? Op.VPSRLVQ : Op.VPSLLVQ, e.vec(T0), e.vec(T0), e.vec(KEPT + (lastRows ? 3 : 2)));
            e.choose(chunk, T0, KEPT);
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 1));
            return;
        }
        int half = chunk / 4;
        int row = chunk % 4;
        e.load(W, (2 * half + row % 2) * ROW);
        e.load(T0, HIGH_AT + half * ROW);
        e.shift(W, row / 2 * -4);
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant("four"));
        e.shift(T0, UPPER - 2 * row);
        e.emit(Op.VPAND, e.vec(T0), e.vec(T0), e.constant("upper"));
        e.emit(Op.VPOR, e.vec(W), e.vec(W), e.vec(T0));
    }
}
