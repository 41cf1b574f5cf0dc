package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Q3_K: groups of 16 with scales of 6 bits, 32 too great; b is 4 a. The block is eight rows of 32 elements: byte i of the
 * first 32 holds the third bit of row r in bit r; byte i of half h of 64 others the low two bits of row r of that half in
 * bits 2r and 2r + 1. Scales have their low four bits in the low, from 8 on in the high nibbles of eight bytes, and the
 * upper two of scale j in bits 2 (j / 4) and up of byte j mod 4 of four more.
 */
final class Q3KFormat implements GroupFormat {
    private static final int LOW_AT = 32;
    private static final int ZERO = 4;
    private static final int SCALES_AT = 96;
    private static final int SCALE_AT = 108;
    private static final int ROW = 32;
    private static final int THIRD = 2;

    /** The scales are read in 16 bytes that begin before them, for these not to end behind the block. */
    private static final int BEFORE = 2;

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
        return DType.Q3_K;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        constants.put("lowPlaces", Data.bytes(16, i -> BEFORE + i % 8));
        constants.put("lowShifts", Data.ints(4, i -> i / 2 * 4));
        constants.put("lowBits", Data.bytes(16, _ -> 0x0f));
        constants.put("highPlaces", Data.bytes(16, i -> BEFORE + 8 + i % 4));
        constants.put("highShifts", Data.ints(4, i -> 2 * i));
        constants.put("highBits", Data.bytes(16, _ -> 0x03));
        constants.put("excess", Data.bytes(16, _ -> 32));
        int count = wide ? 2 * ROW : ROW;
        constants.put("zero", Data.floats(count / Float.BYTES, _ -> ZERO));
        constants.put("two", Data.bytes(count, _ -> 0x03));
        if (wide) {
            constants.put("three", Data.bytes(count, _ -> 0x07));
            constants.put("shifts0", Data.halves(0, 2));
            constants.put("shifts1", Data.halves(4, 6));
            constants.put("thirds0", Data.halves(2, 1));
            constants.put("thirds1", Data.halves(0, 1));
            constants.put("thirds2", Data.halves(2, 3));
            constants.put("thirds3", Data.halves(4, 5));
        } else {
            constants.put("third", Data.bytes(count, _ -> 0x04));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "two");
        e.keep(KEPT + 1, "three");
        e.keep(KEPT + 2, "shifts0");
        e.keep(KEPT + 3, "shifts1");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec low = Vec.xmm(T0);
        Vec high = Vec.xmm(T1);
        e.emit(Op.VMOVDQU, high, e.weights(SCALES_AT - BEFORE));
        e.emit(Op.VPSHUFB, low, high, e.constant("lowPlaces"));
        e.emit(Op.VPSHUFB, high, high, e.constant("highPlaces"));
        e.emit(Op.VPSRLVD, low, low, e.constant("lowShifts"));
        e.emit(Op.VPSRLVD, high, high, e.constant("highShifts"));
        e.emit(Op.VPAND, low, low, e.constant("lowBits"));
        e.emit(Op.VPAND, high, high, e.constant("highBits"));
        e.emit(Op.VPSLLD, high, high, Emitter.imm(4));
        e.emit(Op.VPOR, low, low, high);
        e.emit(Op.VPSUBB, low, low, e.constant("excess"));
        if (part == 1) {
            e.emit(Op.VPSRLDQ, low, low, Emitter.imm(8));
        }
        Vec a = e.vec(A);
        e.emit(Op.VPMOVSXBD, a, low);
        e.emit(Op.VCVTDQ2PS, a, a);
        e.half(T0, SCALE_AT);
        e.emit(Op.VMULPS, a, a, e.vec(T0));
        e.emit(Op.VMULPS, e.vec(B), a, e.constant("zero"));
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            if (chunk == 0) {
                e.load(T1, 0);
            }
            if (chunk % 2 == 0) {
                e.load(B, LOW_AT + chunk / 2 * ROW);
            }
            e.emit(Op.VPSRLVQ, e.vec(chunk), e.vec(B), e.vec(KEPT + 2 + chunk % 2));
            e.emit(chunk == 0 ? Op.VPSLLVQ : Op.VPSRLVQ, e.vec(T0), e.vec(T1), e.constant("thirds" + chunk));
            e.choose(chunk, T0, KEPT);
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(chunk), e.vec(KEPT + 1));
            return;
        }
        e.load(T0, 0);
        e.load(W, LOW_AT + chunk / 4 * ROW);
        e.shift(W, chunk % 4 * -2);
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant("two"));
        e.shift(T0, THIRD - chunk);
        e.emit(Op.VPAND, e.vec(T0), e.vec(T0), e.constant("third"));
        e.emit(Op.VPOR, e.vec(W), e.vec(W), e.vec(T0));
    }
}
