package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Mask;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Operand;
import org.menura.x86.asm.Vec;

/**
 * Q4_0, Q4_1, Q5_0 and Q5_1: a scale, perhaps a minimum, perhaps the fifth bits of all 32 weights, and 16 bytes with the lower
 * bits of weight i in the lower half of byte i, those of weight i + 16 in the upper.
 */
final class NibbleFamily extends SmallBlocks {
    /** Elements 4 to 7 and 12 to 15 of 32 bits. */
    private static final Mask UPPER_SIXTEENS = Mask.K4;

    private static final Mask FIFTH_BITS = Mask.K5;
    private static final Mask FIFTH_BITS_TOO = Mask.K6;
    private static final int BITS = 4;

    private final boolean five;

    NibbleFamily(DType type, int shift, boolean five) {
        super(type, shift);
        this.five = five;
    }

    @Override
    public int rowsAtOnce(Isa isa) {
        return isa != Isa.AVX512 && five ? 2 : super.rowsAtOnce(isa);
    }

    /** 15 in each byte. */
    private static Vec lowest(Emitter e) {
        return e.vec(e.wide() ? OWN : 6);
    }

    /** By how much each element of 32 bits is shifted. */
    private static Vec shifts(Emitter e) {
        return e.vec(e.wide() ? OWN + 1 : 5);
    }

    /** 16 in each byte, for fifth bits. */
    private static Vec sixteen(Emitter e) {
        return e.vec(e.wide() ? OWN + 2 : 8);
    }

    /** Which byte of four holds the fifth bit of a weight; with 256 bits. */
    private static Vec spread(Emitter e) {
        return e.vec(9);
    }

    /** Which bit of it that is. */
    private static Vec select(Emitter e) {
        return e.vec(10);
    }

    @Override
    int bits() {
        return five ? 5 : BITS;
    }

    @Override
    void add(Map<String, byte[]> constants) {
        constants.put("lowest", Data.bytes(64, _ -> 0x0f));
        constants.put("shifts", Data.ints(16, i -> i % 8 < 4 ? 0 : BITS));
        constants.put("sixteen", Data.bytes(64, _ -> 0x10));
        constants.put("excess", Data.bytes(64, _ -> five ? 16 : 8));
    }

    /** A constant of 512 bits, in its register or where all registers are taken in memory. */
    private Operand own(Emitter e, String name, Vec register) {
        return raised(e) ? e.constant(name) : register;
    }

    @Override
    void own(Emitter e) {
        e.fillBytes(lowest(e).index(), 0x0f);
        if (e.wide()) {
            e.assembler().mov(Gpr.RAX, 0xf0f0);
            e.emit(Op.KMOVW, UPPER_SIXTEENS, Gpr.RAX);
            e.assembler().mov(Gpr.RAX, BITS);
            e.emit(Op.VPBROADCASTD_GPR, shifts(e).zeroing(UPPER_SIXTEENS), Gpr.RAX);
        } else {
            e.fill(shifts(e).index(), BITS);
            // The lower half becomes zero.
            e.emit(Op.VPERM2I128, shifts(e), shifts(e), shifts(e), Emitter.imm(0x08));
        }
        if (five) {
            e.fillBytes(sixteen(e).index(), 0x10);
            if (!e.wide()) {
                spread(e, spread(e).index());
                eights(e, select(e).index(), 0x08040201, 0x80402010);
            }
        }
    }

    /** Fills a register with eight bytes. */
    private static void eights(Emitter e, int register, int first, int second) {
        Vec x = Vec.xmm(register);
        e.assembler().mov(Gpr.RAX, first);
        e.emit(Op.VMOVD, x, Gpr.RAX);
        e.assembler().mov(Gpr.RAX, second);
        e.emit(Op.VPINSRD, x, x, Gpr.RAX, Emitter.imm(1));
        e.emit(Op.VPBROADCASTQ, e.vec(register), x);
    }

    /** 0 eight times, 1, 2 and 3 as often. */
    private static void spread(Emitter e, int register) {
        Vec x = Vec.xmm(register);
        e.assembler().mov(Gpr.RAX, 0x03020100);
        e.emit(Op.VMOVD, x, Gpr.RAX);
        e.emit(Op.VPUNPCKLBW, x, x, x);
        e.emit(Op.VPUNPCKLWD, x, x, x);
        e.emit(Op.VPUNPCKLDQ, Vec.xmm(SPARE), x, x);
        e.emit(Op.VPSHUFD, x, x, Emitter.imm(0b11_11_10_10));
        e.emit(Op.VINSERTI128, e.vec(register), Vec.ymm(SPARE), x, Emitter.imm(1));
    }

    @Override
    void unsigned(Emitter e, int register, int at, int blocks) {
        int nibbles = at + head() + (five ? 4 : 0);
        Vec w = e.vec(register);
        if (!e.wide()) {
            e.emit(Op.VBROADCASTI128, w, e.weights(nibbles));
            e.emit(Op.VPSRLVD, w, w, shifts(e));
            e.emit(Op.VPAND, w, w, lowest(e));
            if (five) {
                fifthBits(e, at);
                e.emit(Op.VPAND, e.vec(SPARE), e.vec(SPARE), sixteen(e));
                e.emit(Op.VPOR, w, w, e.vec(SPARE));
            }
            return;
        }
        int next = type().blockBytes();
        e.emit(Op.VBROADCASTI32X4, w, e.weights(nibbles));
        if (blocks == 2) {
            e.emit(Op.VBROADCASTI32X4, w.merging(Emitter.SECOND_BLOCK), e.weights(nibbles + next));
        }
        e.emit(Op.VPSRLVD, w, w, own(e, "shifts", shifts(e)));
        e.emit(Op.VPANDD, w, w, own(e, "lowest", lowest(e)));
        if (five) {
            e.emit(Op.KMOVD_LOAD, FIFTH_BITS, e.weights(at + head()));
            e.emit(Op.VPADDB, w.merging(FIFTH_BITS), w, own(e, "sixteen", sixteen(e)));
            if (blocks == 2) {
                e.emit(Op.KMOVD_LOAD, FIFTH_BITS_TOO, e.weights(at + head() + next));
                e.emit(Op.KSHIFTLQ, FIFTH_BITS_TOO, FIFTH_BITS_TOO, Emitter.imm(32));
                e.emit(Op.VPADDB, w.merging(FIFTH_BITS_TOO), w, own(e, "sixteen", sixteen(e)));
            }
        }
        if (raised(e)) {
            e.emit(Op.VPSUBB, w, w, e.constant("excess"));
        }
    }

    /** All bits of the bytes whose weights have the fifth bit, with 256 bits. */
    private void fifthBits(Emitter e, int at) {
        Vec bits = e.vec(SPARE);
        e.emit(Op.VPBROADCASTD, bits, e.weights(at + head()));
        e.emit(Op.VPSHUFB, bits, bits, spread(e));
        e.emit(Op.VPAND, bits, bits, select(e));
        e.emit(Op.VPCMPEQB, bits, bits, select(e));
    }
}
