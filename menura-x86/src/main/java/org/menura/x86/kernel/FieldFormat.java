package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Formats of one or two bits an element: element i is field i of a byte, from the lowest; a 16-bit scale comes before them.
 * Bytes are spread to their elements, of which each looks its level up by the half of the byte that holds its field.
 */
final class FieldFormat implements GroupFormat {
    /** Blocks of 128: -1 or 1. */
    static final FieldFormat Q1_0 = new FieldFormat(DType.Q1_0, 1);

    /** Blocks of 64: -1 to 2. */
    static final FieldFormat Q2_0 = new FieldFormat(DType.Q2_0, 2);

    private static final int FIELDS_AT = 2;
    private static final int NIBBLE = 4;
    private static final int ALL = 0xff;

    private final DType type;
    private final int bits;
    private final int perByte;

    private FieldFormat(DType type, int bits) {
        this.type = type;
        this.bits = bits;
        this.perByte = Byte.SIZE / bits;
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

    private int stored(int block) {
        return block * Rounded.BLOCK / type.blockSize() * type.blockBytes();
    }

    private int fieldsAt(int block) {
        return stored(block) + FIELDS_AT + block * Rounded.BLOCK % type.blockSize() / perByte;
    }

    private boolean low(int element) {
        return element % perByte * bits < NIBBLE;
    }

    /** The bits of an element's field in its half of a byte. */
    private int field(int element) {
        return (1 << bits) - 1 << element % perByte * bits % NIBBLE;
    }

    /** The level of a nibble in which all bits but those of one field are 0. */
    private int level(int nibble) {
        if (bits == 1) {
            return nibble == 0 ? -1 : 1;
        }
        return (nibble > 3 ? nibble >> 2 : nibble) - 1;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 64 : 32;
        constants.put("spread", Data.bytes(count, i -> i / perByte));
        constants.put("levels", Data.bytes(count, i -> level(i % 16)));
        constants.put("raised", Data.bytes(count, i -> level(i % 16) + 128));
        if (wide) {
            constants.put("low", Data.bytes(count, i -> low(i) ? ALL : 0));
            constants.put("fields", Data.bytes(count, this::field));
        } else {
            constants.put("low", Data.bytes(count, i -> low(i) ? field(i) : 0));
            constants.put("high", Data.bytes(count, i -> low(i) ? 0 : field(i)));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "spread");
        e.keep(KEPT + 1, "low");
        e.keep(KEPT + 2, "fields");
        e.keep(KEPT + 3, "raised");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        Vec halves = Vec.xmm(T0);
        e.emit(Op.VPXOR, halves, halves, halves);
        for (int b = 0; b < blocks; b++) {
            e.emit(Op.VPINSRW, halves, halves, e.weights(stored(b)), Emitter.imm(b));
        }
        e.emit(Op.VCVTPH2PS, Vec.ymm(A), halves);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        Vec high = e.vec(T0);
        if (e.wide()) {
            Vec w = e.vec(chunk);
            e.emit(bits == 1 ? Op.VPBROADCASTQ : Op.VBROADCASTI32X4, w, e.weights(fieldsAt(2 * chunk)));
            if (e.raised() && chunk == 0) {
                e.emit(Op.VMOVUPS, e.vec(T1), e.constant("levels"));
            }
            e.emit(Op.VPSHUFB, w, w, e.kept(KEPT, "spread"));
            e.emit(Op.VPSRLW, high, w, Emitter.imm(NIBBLE));
            e.emit(Op.VPTERNLOGD, w, high, e.kept(KEPT + 1, "low"), Emitter.CHOICE);
            e.emit(Op.VPANDD, w, w, e.kept(KEPT + 2, "fields"));
            e.emit(Op.VPSHUFB, w, e.vec(e.raised() ? T1 : KEPT + 3), w);
            return;
        }
        Vec w = e.vec(W);
        e.emit(bits == 1 ? Op.VPBROADCASTD : Op.VPBROADCASTQ, w, e.weights(fieldsAt(chunk)));
        e.emit(Op.VPSHUFB, w, w, e.constant("spread"));
        e.emit(Op.VPSRLW, high, w, Emitter.imm(NIBBLE));
        e.emit(Op.VPAND, w, w, e.constant("low"));
        e.emit(Op.VPAND, high, high, e.constant("high"));
        e.emit(Op.VPOR, w, w, high);
        e.emit(Op.VMOVDQU, high, e.constant(e.isa() == Isa.AVX2 ? "levels" : "raised"));
        e.emit(Op.VPSHUFB, w, high, w);
    }
}
