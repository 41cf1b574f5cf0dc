package org.menura.x86.kernel;

import static org.menura.x86.kernel.GroupFormat.T0;
import static org.menura.x86.kernel.GroupFormat.T1;

import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Upper bits of indices that lie beside each other, apart from the lower eight. */
final class UpperBits {
    private UpperBits() {}

    /**
     * Puts a chunk's indices into {@link GroupFormat#T0}, 32 bits each: bytes, and from bit 8 on what the constants {@code
     * upperShifts} and {@code mask} leave of 32 bits elsewhere. Changes {@link GroupFormat#T1}.
     *
     * @param width bytes that an index names
     */
    static void indices(Emitter e, int width, int bytesAt, int upperAt, String mask) {
        Vec low = LatticeFormat.index(e, T0, width);
        Vec upper = LatticeFormat.index(e, T1, width);
        e.emit(Op.VPMOVZXBD, low, e.weights(bytesAt));
        e.emit(Op.VPBROADCASTD, upper, e.weights(upperAt));
        e.emit(Op.VPSRLVD, upper, upper, e.constant("upperShifts"));
        e.emit(upper.bits() == 512 ? Op.VPANDD : Op.VPAND, upper, upper, e.constant(mask));
        e.emit(Op.VPSLLD, upper, upper, Emitter.imm(8));
        e.emit(Op.VPADDD, low, low, upper);
    }
}
