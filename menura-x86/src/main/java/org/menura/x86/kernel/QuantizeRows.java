package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;
import org.menura.x86.kernel.Rounded.Region;

/**
 * Writes the rounding of a row of activations to 8 bits, in the layout {@link Rounded}: {@code void quantize(float[]
 * activations, rounded)}. A block of 32 gets the scale with which its greatest magnitude becomes 127; a block with NaN or
 * infinities gets the scale NaN, and one whose magnitudes are no normal numbers zeros.
 */
public final class QuantizeRows {
    private static final Gpr X = Gpr.RDI;
    private static final Gpr TO = Gpr.RSI;
    private static final Gpr COUNT = Gpr.R10;
    private static final Gpr BLOCK_SUM = Gpr.R11;
    private static final Gpr HALF_SUM = Gpr.RDX;

    private static final Vec MAGNITUDE = Vec.ymm(15);
    private static final Vec MOST = Vec.ymm(14);
    private static final Vec LEAST = Vec.ymm(13);
    private static final Vec ONE_BYTES = Vec.ymm(12);
    private static final Vec ONE_WORDS = Vec.ymm(11);
    private static final Vec ORDER = Vec.ymm(10);
    private static final Vec ZERO = Vec.ymm(9);

    /** {@code vcmpps}: not less than, or not a number. */
    private static final int NOT_LESS = 5;

    private QuantizeRows() {}

    /** Writes the function for rows of that many blocks and weights of that format; it needs AVX2. */
    public static byte[] write(int blocks, Unpacked format) {
        Assembler a = new Assembler();
        Rounded layout = new Rounded(blocks);
        fill(a, MAGNITUDE, 0x7fffffff);
        fill(a, MOST, Float.floatToRawIntBits(127));
        fill(a, LEAST, Float.floatToRawIntBits(Float.MIN_NORMAL * 127));
        fill(a, ONE_BYTES, 0x01010101);
        fill(a, ONE_WORDS, 0x00010001);
        a.emit(Op.VXORPS, ZERO, ZERO, ZERO);
        order(a);
        a.mov(COUNT, blocks);
        a.lea(BLOCK_SUM, Mem.at(TO, layout.offset(Region.BLOCK_SUMS)));
        a.lea(HALF_SUM, Mem.at(TO, layout.offset(Region.HALF_SUMS)));
        Label next = new Label();
        a.bind(next);
        block(a, layout, format);
        a.add(X, Rounded.BLOCK * Float.BYTES);
        a.add(TO, Rounded.BLOCK);
        a.add(BLOCK_SUM, Region.BLOCK_SUMS.bytes());
        a.add(HALF_SUM, Region.HALF_SUMS.bytes());
        a.sub(COUNT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        fillUp(a, layout);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** Zeros behind the last block, which products may read with it. */
    private static void fillUp(Assembler a, Rounded layout) {
        if (layout.blocks() % 2 == 1) {
            for (Region region : Region.values()) {
                if (region.bytes() == Rounded.BLOCK) {
                    a.emit(Op.VMOVUPS_STORE, Mem.at(TO, layout.offset(region)), ZERO);
                }
            }
        }
        for (int i = 0; (layout.blocks() + i) % Rounded.EIGHT != 0; i++) {
            a.emit(Op.VMOVSS_STORE, blockScale(layout, i), ZERO.xmm());
            a.emit(Op.VMOVSS_STORE, Mem.at(BLOCK_SUM, 4 * i), ZERO.xmm());
            a.emit(Op.VMOVSS_STORE, Mem.at(HALF_SUM, 8 * i), ZERO.xmm());
            a.emit(Op.VMOVSS_STORE, Mem.at(HALF_SUM, 8 * i + 4), ZERO.xmm());
        }
    }

    private static void block(Assembler a, Rounded layout, Unpacked format) {
        Vec most = Vec.ymm(4);
        Vec t = Vec.ymm(5);
        Vec scale = Vec.ymm(6);
        Vec factor = Vec.ymm(7);
        for (int i = 0; i < 4; i++) {
            a.emit(Op.VMOVUPS, Vec.ymm(i), Mem.at(X, 32 * i));
            if (i == 0) {
                a.emit(Op.VPAND, most, Vec.ymm(i), MAGNITUDE);
            } else {
                // As integers magnitudes have their order, and NaN is the greatest.
                a.emit(Op.VPAND, t, Vec.ymm(i), MAGNITUDE);
                a.emit(Op.VPMAXSD, most, most, t);
            }
        }
        a.emit(Op.VEXTRACTI128, t.xmm(), most, new Imm(1));
        a.emit(Op.VPMAXSD, most.xmm(), most.xmm(), t.xmm());
        a.emit(Op.VPSHUFD, t.xmm(), most.xmm(), new Imm(0x4e));
        a.emit(Op.VPMAXSD, most.xmm(), most.xmm(), t.xmm());
        a.emit(Op.VPSHUFD, t.xmm(), most.xmm(), new Imm(0xb1));
        a.emit(Op.VPMAXSD, most.xmm(), most.xmm(), t.xmm());
        a.emit(Op.VPBROADCASTD, most, most.xmm());
        a.emit(Op.VDIVPS, scale, most, MOST);
        a.emit(Op.VMULPS, t, most, ZERO);
        // Zero, or NaN if there is something that is no number.
        a.emit(Op.VADDPS, scale, scale, t);
        a.emit(Op.VDIVPS, factor, MOST, most);
        a.emit(Op.VCMPPS, t, most, LEAST, new Imm(NOT_LESS));
        a.emit(Op.VANDPS, factor, factor, t);
        for (int i = 0; i < 4; i++) {
            a.emit(Op.VMULPS, Vec.ymm(i), Vec.ymm(i), factor);
            a.emit(Op.VCVTPS2DQ, Vec.ymm(i), Vec.ymm(i));
        }
        Vec values = Vec.ymm(0);
        a.emit(Op.VPACKSSDW, values, values, Vec.ymm(1));
        a.emit(Op.VPACKSSDW, Vec.ymm(2), Vec.ymm(2), Vec.ymm(3));
        a.emit(Op.VPACKSSWB, values, values, Vec.ymm(2));
        a.emit(Op.VPERMD, values, ORDER, values);
        a.emit(Op.VMOVUPS_STORE, to(layout, Region.VALUES), values);
        a.emit(Op.VMOVUPS_STORE, to(layout, Region.SCALES), scale);
        a.emit(Op.VMOVSS_STORE, blockScale(layout, 0), scale.xmm());
        sums(a, layout, format, values, scale);
    }

    private static void sums(Assembler a, Rounded layout, Unpacked format, Vec values, Vec scale) {
        Vec fours = Vec.ymm(1);
        Vec t = Vec.ymm(2);
        Vec u = Vec.ymm(3);
        a.emit(Op.VPMADDUBSW, fours, ONE_BYTES, values);
        a.emit(Op.VPMADDWD, fours, fours, ONE_WORDS);
        if (format.excess()) {
            a.emit(Op.VPSLLD, t, fours, new Imm(7 - format.shift()));
            a.emit(Op.VPSUBD, t, ZERO, t);
            a.emit(Op.VMOVUPS_STORE, to(layout, Region.EXCESS), t);
            a.emit(Op.VPSLLW, t, ONE_BYTES, new Imm(7));
            a.emit(Op.VPXOR, t, t, values);
            a.emit(Op.VMOVUPS_STORE, to(layout, Region.RAISED), t);
        }
        a.emit(Op.VCVTDQ2PS, t, fours);
        a.emit(Op.VMULPS, t, t, scale);
        a.emit(Op.VMOVUPS_STORE, to(layout, Region.SUMS), t);
        a.emit(Op.VPSHUFD, t, fours, new Imm(0x4e));
        a.emit(Op.VPADDD, fours, fours, t);
        a.emit(Op.VPSHUFD, t, fours, new Imm(0xb1));
        a.emit(Op.VPADDD, fours, fours, t);
        a.emit(Op.VEXTRACTI128, t.xmm(), fours, new Imm(1));
        a.emit(Op.VPADDD, u.xmm(), fours.xmm(), t.xmm());
        store(a, Mem.at(HALF_SUM, 0), fours.xmm(), scale);
        store(a, Mem.at(HALF_SUM, 4), t.xmm(), scale);
        store(a, Mem.at(BLOCK_SUM, 0), u.xmm(), scale);
    }

    private static void store(Assembler a, Mem at, Vec sum, Vec scale) {
        a.emit(Op.VCVTDQ2PS, sum, sum);
        a.emit(Op.VMULSS, sum, sum, scale.xmm());
        a.emit(Op.VMOVSS_STORE, at, sum);
    }

    private static Mem blockScale(Rounded layout, int block) {
        int distance = layout.offset(Region.BLOCK_SCALES) - layout.offset(Region.BLOCK_SUMS);
        return Mem.at(BLOCK_SUM, distance + block * Float.BYTES);
    }

    private static Mem to(Rounded layout, Region region) {
        return Mem.at(TO, layout.offset(region));
    }

    /** Packing works within halves: fours come out in the order 0 2 4 6, 1 3 5 7. */
    private static void order(Assembler a) {
        a.mov(Gpr.RAX, 0x05010400);
        a.emit(Op.VMOVD, ORDER.xmm(), Gpr.RAX);
        a.mov(Gpr.RAX, 0x07030602);
        a.emit(Op.VPINSRD, ORDER.xmm(), ORDER.xmm(), Gpr.RAX, new Imm(1));
        a.emit(Op.VPMOVZXBD, ORDER, ORDER.xmm());
    }

    private static void fill(Assembler a, Vec to, int value) {
        a.mov(Gpr.RAX, value);
        a.emit(Op.VMOVD, to.xmm(), Gpr.RAX);
        a.emit(Op.VPBROADCASTD, to, to.xmm());
    }
}
