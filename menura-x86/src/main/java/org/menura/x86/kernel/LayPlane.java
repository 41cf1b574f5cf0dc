package org.menura.x86.kernel;

import org.jspecify.annotations.Nullable;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;
import org.menura.x86.kernel.Rounded.Region;

/**
 * Writes how a row that {@link QuantizeRows} has rounded is laid into a {@link Plane}: {@code void lay(rounded row, plane + 4 ·
 * the row's lane)}. Needs AVX2.
 */
final class LayPlane {
    private static final Gpr VALUES = Gpr.RDI;
    private static final Gpr TO = Gpr.RSI;
    private static final Gpr SCALES = Gpr.RDX;
    private static final Gpr SUMS = Gpr.RCX;
    private static final Gpr EXCESS = Gpr.R8;
    private static final Gpr COUNT = Gpr.R10;

    /** Bytes of a vector of what is added to the excess. */
    private static final int BASES = 16;

    private LayPlane() {}

    /**
     * Writes it.
     *
     * @param base what is added to the excess
     */
    static byte[] write(Plane plane, int base) {
        Assembler a = new Assembler();
        Near bases = base == 0 ? null : constant(a, base);
        Rounded rounded = new Rounded(plane.blocks());
        Unpacked format = plane.format();
        Region sums = format.groups() == 1 ? Region.BLOCK_SUMS : Region.HALF_SUMS;
        a.lea(SCALES, Mem.at(VALUES, rounded.offset(Region.BLOCK_SCALES)));
        a.lea(SUMS, Mem.at(VALUES, rounded.offset(sums)));
        a.lea(EXCESS, Mem.at(VALUES, rounded.offset(Region.EXCESS)));
        a.mov(COUNT, plane.blocks());
        Label next = new Label();
        a.bind(next);
        for (int i = 0; i < plane.vectors() && format.bytes() == 1; i++) {
            copy(a, Mem.at(VALUES, i * Integer.BYTES), Mem.at(TO, i * plane.vector()));
        }
        for (int i = 0; i < plane.vectors() && format.bytes() > 1; i += 4) {
            words(a, i, plane.vector());
        }
        copy(a, Mem.at(SCALES, 0), Mem.at(TO, plane.scalesAt()));
        for (int g = 0; format.least() && g < format.groups(); g++) {
            copy(a, Mem.at(SUMS, g * Float.BYTES), Mem.at(TO, plane.sumsAt() + g * plane.vector()));
        }
        if (format.excess()) {
            excess(a, plane, bases);
        }
        a.add(VALUES, Rounded.BLOCK);
        a.add(EXCESS, Region.EXCESS.bytes());
        a.add(SCALES, Region.BLOCK_SCALES.bytes());
        a.add(SUMS, sums.bytes());
        a.add(TO, plane.blockBytes());
        a.sub(COUNT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    private static Near constant(Assembler a, int value) {
        Label label = new Label();
        Label begin = new Label();
        a.jump(begin);
        a.data(label, BASES, Data.ints(BASES / Integer.BYTES, _ -> value));
        a.bind(begin);
        return new Near(label, 0);
    }

    private static void copy(Assembler a, Mem from, Mem to) {
        a.mov32(Gpr.RAX, from);
        a.mov32(to, Gpr.RAX);
    }

    /** Copies eight values as words, from the pair of that number on. */
    private static void words(Assembler a, int pair, int vector) {
        Vec pairs = Vec.xmm(0);
        a.emit(Op.VPMOVSXBW, pairs, Mem.at(VALUES, 2 * pair));
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                a.emit(Op.VPSRLDQ, pairs, pairs, Emitter.imm(Integer.BYTES));
            }
            a.emit(Op.VMOVSS_STORE, Mem.at(TO, (pair + i) * vector), pairs);
        }
    }

    private static void excess(Assembler a, Plane plane, @Nullable Near base) {
        Vec first = Vec.xmm(0);
        Vec second = Vec.xmm(1);
        a.emit(Op.VMOVDQU, first.ymm(), Mem.at(EXCESS, 0));
        a.emit(Op.VEXTRACTI128, second, first.ymm(), Emitter.imm(1));
        if (plane.format().groups() == 1) {
            a.emit(Op.VPADDD, first, first, second);
        } else {
            total(a, second, base, Mem.at(TO, plane.excessAt() + plane.vector()));
        }
        total(a, first, base, Mem.at(TO, plane.excessAt()));
    }

    private static void total(Assembler a, Vec sum, @Nullable Near base, Mem to) {
        Vec t = Vec.xmm(2);
        a.emit(Op.VPSHUFD, t, sum, Emitter.imm(0x4e));
        a.emit(Op.VPADDD, sum, sum, t);
        a.emit(Op.VPSHUFD, t, sum, Emitter.imm(0xb1));
        a.emit(Op.VPADDD, sum, sum, t);
        if (base != null) {
            a.emit(Op.VPADDD, sum, sum, base);
        }
        a.emit(Op.VMOVSS_STORE, to, sum);
    }
}
