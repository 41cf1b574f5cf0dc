package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Formats with groups of codes of 4 bits that stand for values: element i of a group of 2 n is in the low and element
 * i + n in the high nibble of byte i. Groups have 32 elements, or 16 where scales are of so many.
 */
final class CodeFormat implements GroupFormat {
    /** Values that are unevenly spaced. */
    private static final byte[] UNEVEN = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** Those of MXFP4 and NVFP4, doubled. */
    private static final byte[] SMALL_FLOATS = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    static final CodeFormat IQ4_NL = new CodeFormat(DType.IQ4_NL, UNEVEN, 2, new Iq4NlScales());
    static final CodeFormat IQ4_XS = new CodeFormat(DType.IQ4_XS, UNEVEN, 8, new Iq4XsScales());
    static final CodeFormat MXFP4 = new CodeFormat(DType.MXFP4, SMALL_FLOATS, 1, new Mxfp4Scales());
    static final CodeFormat NVFP4 = new CodeFormat(DType.NVFP4, SMALL_FLOATS, 4, new Nvfp4Scales());

    private static final int CODES = 16;

    private final DType type;
    private final byte[] values;
    private final int codesAt;
    private final Scales scales;

    /** How the scales of a format are read: what {@link GroupFormat} says of a. */
    interface Scales {
        /** See {@link GroupFormat#groups}. */
        default int groups() {
            return BLOCKS;
        }

        /** Adds the constants that {@link #heads} reads. */
        default void add(Map<String, byte[]> constants) {}

        /** See {@link GroupFormat#heads}. */
        void heads(Emitter e, int part, int blocks);
    }

    /**
     * A format.
     *
     * @param values by their codes
     * @param codesAt where the codes of a block begin
     */
    private CodeFormat(DType type, byte[] values, int codesAt, Scales scales) {
        this.type = type;
        this.values = values;
        this.codesAt = codesAt;
        this.scales = scales;
    }

    @Override
    public DType type() {
        return type;
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
    public int groups() {
        return scales.groups();
    }

    /** Whether both halves of a group lie within 8 bytes. */
    private boolean small() {
        return groups() > BLOCKS;
    }

    private int codesAt(int block) {
        int perBlock = type.blockSize() / Rounded.BLOCK;
        return codesAt + block / perBlock * type.blockBytes() + block % perBlock * CODES;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 64 : 32;
        // Of two copies of the bytes of a group the second is shifted.
        int copy = small() ? 2 : 4;
        constants.put(
                "codeShifts", Data.ints(count / Integer.BYTES, i -> i % 2 == 0 && i % (2 * copy) >= copy ? 4 : 0));
        if (small()) {
            constants.put("copies", Data.bytes(count, i -> i % 32 / 16 * 8 + i % 8));
        }
        constants.put("codes", Data.bytes(count, _ -> 0x0f));
        constants.put("values", Data.bytes(count, i -> values[i % 16]));
        constants.put("raised", Data.bytes(count, i -> values[i % 16] + 128));
        scales.add(constants);
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "codeShifts");
        e.keep(KEPT + 1, "codes");
        e.keep(KEPT + 2, "raised");
        if (small()) {
            e.keep(KEPT + 3, "copies");
        }
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        Vec w = e.vec(e.wide() ? chunk : W);
        if (!e.wide()) {
            Vec table = e.vec(T1);
            e.emit(Op.VMOVDQU, table, e.constant(e.isa() == Isa.AVX2 ? "values" : "raised"));
            e.emit(Op.VBROADCASTI128, w, e.weights(codesAt(chunk)));
            copy(e, w);
            e.emit(Op.VPSRLVQ, w, w, e.constant("codeShifts"));
            e.emit(Op.VPAND, w, w, e.constant("codes"));
            e.emit(Op.VPSHUFB, w, table, w);
            return;
        }
        e.emit(Op.VBROADCASTI32X4, w, e.weights(codesAt(2 * chunk)));
        if (blocks == 2) {
            e.emit(Op.VBROADCASTI32X4, w.merging(Emitter.SECOND_BLOCK), e.weights(codesAt(2 * chunk + 1)));
        }
        copy(e, w);
        Vec table = e.vec(e.raised() ? T1 : KEPT + 2);
        if (e.raised() && chunk == 0) {
            e.emit(Op.VMOVUPS, table, e.constant("values"));
        }
        e.emit(Op.VPSRLVQ, w, w, e.kept(KEPT, "codeShifts"));
        e.emit(Op.VPANDD, w, w, e.kept(KEPT + 1, "codes"));
        e.emit(Op.VPSHUFB, w, table, w);
    }

    /** Makes two copies of a block's 16 bytes two copies of the 8 bytes of each group. */
    private void copy(Emitter e, Vec w) {
        if (small()) {
            e.emit(Op.VPSHUFB, w, w, e.kept(KEPT + 3, "copies"));
        }
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        scales.heads(e, part, blocks);
    }
}
