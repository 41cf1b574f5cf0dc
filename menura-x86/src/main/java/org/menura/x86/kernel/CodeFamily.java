package org.menura.x86.kernel;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Formats with groups of 32 codes of 4 bits that stand for values: 16 bytes hold element i of a group in the low and element
 * i + 16 in the high nibble of byte i.
 */
abstract class CodeFamily extends GroupFamily {
    CodeFamily() {
        super(BLOCKS, false);
    }

    @Override
    final boolean signed() {
        return true;
    }

    /** The value of a code. */
    abstract int value(int code);

    /** Where the codes of a block of 32 begin. */
    abstract int codesAt(int block);

    @Override
    void add(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 64 : 32;
        // Of two copies of 16 bytes the second is shifted.
        constants.put("codeShifts", ints(count / Integer.BYTES, i -> i % 2 == 0 && i % 8 >= 4 ? 4 : 0));
        constants.put("codes", bytes(count, _ -> 0x0f));
        constants.put("values", bytes(count, i -> value(i % 16)));
        constants.put("raised", bytes(count, i -> value(i % 16) + 128));
    }

    @Override
    final void keep(Emitter e) {
        keep(e, KEPT, e.constant("codeShifts"));
        keep(e, KEPT + 1, e.constant("codes"));
        keep(e, KEPT + 2, e.constant("raised"));
    }

    @Override
    final void decode(Emitter e, int chunk, int blocks) {
        Vec w = e.vec(e.wide() ? chunk : W);
        if (!e.wide()) {
            Vec table = e.vec(T1);
            e.emit(Op.VMOVDQU, table, e.constant(e.isa() == Isa.AVX2 ? "values" : "raised"));
            e.emit(Op.VBROADCASTI128, w, e.weights(codesAt(chunk)));
            e.emit(Op.VPSRLVQ, w, w, e.constant("codeShifts"));
            e.emit(Op.VPAND, w, w, e.constant("codes"));
            e.emit(Op.VPSHUFB, w, table, w);
            return;
        }
        e.emit(Op.VBROADCASTI32X4, w, e.weights(codesAt(2 * chunk)));
        if (blocks == 2) {
            e.emit(Op.VBROADCASTI32X4, w.merging(Emitter.SECOND_BLOCK), e.weights(codesAt(2 * chunk + 1)));
        }
        Vec table = e.vec(raised(e) ? T1 : KEPT + 2);
        if (raised(e) && chunk == 0) {
            e.emit(Op.VMOVUPS, table, e.constant("values"));
        }
        e.emit(Op.VPSRLVQ, w, w, raised(e) ? e.constant("codeShifts") : e.vec(KEPT));
        e.emit(Op.VPANDD, w, w, raised(e) ? e.constant("codes") : e.vec(KEPT + 1));
        e.emit(Op.VPSHUFB, w, table, w);
    }

    /** The formats of unevenly spaced values. */
    abstract static class Uneven extends CodeFamily {
        private static final byte[] VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

        @Override
        final int value(int code) {
            return VALUES[code];
        }
    }
}
