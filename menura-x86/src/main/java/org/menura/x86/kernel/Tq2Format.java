package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * TQ2_0: a half of a block of 256 is four rows of 32 elements: byte i of its 32 bytes holds element i of row r, one too
 * great, in bits 2r and 2r + 1. A 16-bit scale is behind them.
 */
final class Tq2Format implements GroupFormat {
    private static final int ROW = 32;
    private static final int SCALE_AT = 64;

    @Override
    public DType type() {
        return DType.TQ2_0;
    }

    @Override
    public boolean least() {
        return false;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 2 * ROW : ROW;
        constants.put("two", Data.bytes(count, _ -> 0x03));
        constants.put("less", Data.bytes(count, _ -> -1));
        constants.put("raised", Data.bytes(count, _ -> 127));
        if (wide) {
            constants.put("shifts0", Data.halves(0, 2));
            constants.put("shifts1", Data.halves(4, 6));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "two");
        e.keep(KEPT + 1, "raised");
        e.keep(KEPT + 2, "shifts0");
        e.keep(KEPT + 3, "shifts1");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        e.half(A, SCALE_AT);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        String less = e.isa() == Isa.AVX2 || e.raised() ? "less" : "raised";
        if (e.wide()) {
            Vec w = e.vec(chunk);
            if (chunk % 2 == 0) {
                e.load(T1, chunk / 2 * ROW);
            }
            int odd = chunk % 2;
            e.emit(Op.VPSRLVQ, w, e.vec(T1), e.kept(KEPT + 2 + odd, "shifts" + odd));
            e.emit(Op.VPANDD, w, w, e.kept(KEPT, "two"));
            e.emit(Op.VPADDB, w, w, e.kept(KEPT + 1, less));
            return;
        }
        Vec w = e.vec(W);
        e.load(W, chunk / 4 * ROW);
        e.shift(W, chunk % 4 * -2);
        e.emit(Op.VPAND, w, w, e.constant("two"));
        e.emit(Op.VPADDB, w, w, e.constant(less));
    }
}
