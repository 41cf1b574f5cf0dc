package org.menura.x86.kernel;

import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * TQ1_0: bytes of five digits to the base of three, each one too great. 32 of them hold the elements of blocks 0 to 4 of a
 * block of 256, a digit each; 16 those of blocks 5 and 6 and of half of 7; and 4 of four digits the rest. A 16-bit scale is
 * behind them. Digit n of byte b is the upper byte of 3 (3<sup>n</sup> b mod 256).
 */
final class Tq1Format implements GroupFormat {
    private static final int BLOCK = 32;
    private static final int SIXTEEN_AT = 32;
    private static final int FOUR_AT = 48;
    private static final int SCALE_AT = 52;
    private static final int LAST = 7;

    private static final int[] POWERS = {1, 3, 9, 27, 81};

    @Override
    public DType type() {
        return DType.TQ1_0;
    }

    @Override
    public boolean least() {
        return false;
    }

    @Override
    public boolean signed() {
        return true;
    }

    /** The power of three that brings an element's digit to the top of its byte. */
    private static int power(int block, int i) {
        if (block < 5) {
            return POWERS[block];
        }
        if (block == LAST && i >= 16) {
            return POWERS[i / 4 - 4];
        }
        return POWERS[2 * (block - 5) + i / 16];
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        int blocks = wide ? 2 : 1;
        int count = blocks * BLOCK;
        for (int c = 0; c < BLOCKS / blocks; c++) {
            int first = c * blocks;
            IntUnaryOperator power = i -> power(first + i / BLOCK, i % BLOCK);
            // Products of pairs of bytes, of which one counts.
            constants.put("even" + c, Data.bytes(count, i -> i % 2 == 0 ? power.applyAsInt(i) : 0));
            constants.put("odd" + c, Data.bytes(count, i -> i % 2 == 0 ? 0 : power.applyAsInt(i)));
        }
        constants.put("three", Data.bytes(count, i -> i % 2 == 0 ? 3 : 0));
        constants.put("upper", Data.bytes(count, i -> i % 2 == 0 ? 0 : 0xff));
        constants.put("less", Data.bytes(count, _ -> -1));
        constants.put("raised", Data.bytes(count, _ -> 127));
        if (wide) {
            constants.put("others", Data.bytes(count, i -> i < 48 ? 0xff : 0));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "three");
        e.keep(KEPT + 1, "upper");
        e.keep(KEPT + 2, "raised");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        e.half(A, SCALE_AT);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            loadPair(e, chunk);
        } else {
            load(e, chunk);
        }
        Vec w = e.vec(e.wide() ? chunk : W);
        Vec odd = e.vec(T0);
        e.emit(Op.VPMADDUBSW, odd, w, e.constant("odd" + chunk));
        e.emit(Op.VPMADDUBSW, w, w, e.constant("even" + chunk));
        e.emit(Op.VPMADDUBSW, odd, odd, e.kept(KEPT, "three"));
        e.emit(Op.VPMADDUBSW, w, w, e.kept(KEPT, "three"));
        e.emit(e.wide() ? Op.VPANDD : Op.VPAND, odd, odd, e.kept(KEPT + 1, "upper"));
        e.shift(e.wide() ? chunk : W, -Byte.SIZE);
        e.emit(Op.VPADDB, w, w, odd);
        String less = e.isa() == Isa.AVX2 || e.raised() ? "less" : "raised";
        e.emit(Op.VPADDB, w, w, e.kept(KEPT + 2, less));
    }

    private static void load(Emitter e, int block) {
        Vec w = e.vec(W);
        if (block < 5) {
            e.load(W, 0);
            return;
        }
        e.emit(Op.VBROADCASTI128, w, e.weights(SIXTEEN_AT));
        if (block == LAST) {
            e.emit(Op.VPBROADCASTD, e.vec(T0), e.weights(FOUR_AT));
            e.emit(Op.VBLENDPS, w, w, e.vec(T0), Emitter.imm(0xf0));
        }
    }

    /** Loads the bytes of blocks 2 chunk and 2 chunk + 1. */
    private static void loadPair(Emitter e, int chunk) {
        Vec w = e.vec(chunk);
        if (chunk < 3) {
            e.load(chunk, 0);
            if (chunk == 2) {
                e.emit(Op.VBROADCASTI32X4, w.merging(Emitter.SECOND_BLOCK), e.weights(SIXTEEN_AT));
            }
            return;
        }
        e.emit(Op.VBROADCASTI32X4, w, e.weights(SIXTEEN_AT));
        e.emit(Op.VPBROADCASTD, e.vec(T0), e.weights(FOUR_AT));
        e.emit(Op.VPTERNLOGD, w, e.vec(T0), e.constant("others"), Emitter.CHOICE);
    }
}
