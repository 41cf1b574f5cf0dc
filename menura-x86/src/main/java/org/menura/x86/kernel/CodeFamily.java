package org.menura.x86.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;
import org.menura.x86.kernel.Rounded.Region;

/**
 * Formats with blocks of 32 codes of 4 bits that stand for values: a scale, then 16 bytes that hold element i in the low and
 * element i + 16 in the high nibble of byte i.
 */
abstract class CodeFamily implements BlockFamily {
    private static final int W = 0;
    static final int SCALES = 1;
    private static final int INTS = 2;
    private static final int PRODUCT = 3;
    static final int T0 = 4;
    private static final int MAGNITUDES = 5;

    /** Constants: the table of values, and with 512 bits two more. */
    private static final int TABLE = 7;

    private static final int SHIFTS = 8;
    private static final int BITS = 9;

    /** The first register for further constants of the subclass, with 512 bits. */
    static final int KEPT = 10;

    private final int bytes;
    private final int codesAt;

    /**
     * A family.
     *
     * @param bytes of a block
     * @param codesAt where in a block the codes begin
     */
    CodeFamily(int bytes, int codesAt) {
        this.bytes = bytes;
        this.codesAt = codesAt;
    }

    @Override
    public final int rowsAtOnce(Isa isa) {
        return isa == Isa.AVX512 ? 8 : 4;
    }

    /** The values of the codes, plus a number: a table for each 16 bytes. */
    abstract byte[] values(int count, int more);

    /** Adds further constants. */
    void add(Map<String, byte[]> constants) {}

    /** Puts the scales of one or two blocks, eight times each, into the register {@link #SCALES}. */
    abstract void scales(Emitter e, int block, int blocks);

    @Override
    public final void constants(Emitter e) {
        int count = e.wide() ? 64 : 32;
        Map<String, byte[]> named = new LinkedHashMap<>();
        named.put("values", values(count, e.isa() == Isa.AVX2 ? 0 : 128));
        named.put("shifts", GroupFamily.codeShifts(count / Integer.BYTES));
        named.put("bits", GroupFamily.bytes(count, _ -> 0x0f));
        if (e.isa() == Isa.AVX2) {
            named.put("ones", GroupFamily.ints(8, _ -> 1 << 16 | 1));
        }
        add(named);
        e.constants(named);
        e.emit(Op.VMOVUPS, e.vec(TABLE), e.constant("values"));
        if (e.wide()) {
            e.emit(Op.VMOVUPS, e.vec(SHIFTS), e.constant("shifts"));
            e.emit(Op.VMOVUPS, e.vec(BITS), e.constant("bits"));
        }
    }

    @Override
    public final void step(Emitter e, int blocks) {
        if (e.wide()) {
            wide(e, blocks);
        } else {
            for (int b = 0; b < blocks; b++) {
                narrow(e, b);
            }
        }
    }

    private void wide(Emitter e, int blocks) {
        Vec w = e.vec(W);
        Vec ints = e.vec(INTS);
        if (blocks == 1) {
            e.emit(Op.VBROADCASTI128, w.ymm(), e.weights(codesAt));
        } else {
            e.emit(Op.VBROADCASTI32X4, w, e.weights(codesAt));
            e.emit(Op.VBROADCASTI32X4, w.merging(Emitter.SECOND_BLOCK), e.weights(bytes + codesAt));
        }
        e.emit(Op.VPSRLVQ, w, w, e.vec(SHIFTS));
        e.emit(Op.VPANDD, w, w, e.vec(BITS));
        e.emit(Op.VPSHUFB, w, e.vec(TABLE), w);
        scales(e, 0, blocks);
        for (int r = 0; r < e.rows(); r++) {
            e.emit(Op.VMOVUPS, ints, e.activations(Region.EXCESS, r, 0));
            e.emit(Op.VPDPBUSD, ints, w, e.activations(Region.VALUES, r, 0));
            e.addScaled(r, 0, blocks, ints, e.vec(SCALES), e.vec(PRODUCT));
        }
    }

    private void narrow(Emitter e, int block) {
        Vec w = e.vec(W);
        Vec ints = e.vec(INTS);
        e.emit(Op.VBROADCASTI128, w, e.weights(block * bytes + codesAt));
        e.emit(Op.VPSRLVQ, w, w, e.constant("shifts"));
        e.emit(Op.VPAND, w, w, e.constant("bits"));
        e.emit(Op.VPSHUFB, w, e.vec(TABLE), w);
        scales(e, block, 1);
        if (e.isa() == Isa.AVX2) {
            e.emit(Op.VPABSB, e.vec(MAGNITUDES), w);
        }
        for (int r = 0; r < e.rows(); r++) {
            if (e.isa() == Isa.AVX2) {
                e.emit(Op.VMOVDQU, ints, e.activations(Region.VALUES, r, block));
                e.emit(Op.VPSIGNB, ints, ints, w);
                e.emit(Op.VPMADDUBSW, ints, e.vec(MAGNITUDES), ints);
                e.emit(Op.VPMADDWD, ints, ints, e.constant("ones"));
            } else {
                e.emit(Op.VMOVDQU, ints, e.activations(Region.EXCESS, r, block));
                e.emit(Op.VPDPBUSD_VEX, ints, w, e.activations(Region.VALUES, r, block));
            }
            e.addScaled(r, block, 1, ints, e.vec(SCALES), e.vec(PRODUCT));
        }
    }
}
