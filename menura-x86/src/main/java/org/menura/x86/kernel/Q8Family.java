package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Q8_0: blocks of 34 bytes, a 16-bit scale and 32 signed weights. */
final class Q8Family implements BlockFamily {
    private static final int BYTES = 34;

    /** With {@code vpdpbusd}: 128 in each byte. With AVX2: 1 in each word. */
    private static final int CONSTANT = 7;

    @Override
    public DType type() {
        return DType.Q8_0;
    }

    @Override
    public void constants(Emitter e) {
        if (e.isa() == Isa.AVX2) {
            e.fill(CONSTANT, 0x00010001);
        } else {
            e.fillBytes(CONSTANT, 0x80);
        }
    }

    @Override
    public void step(Emitter e, int blocks) {
        if (e.wide()) {
            wide(e, blocks);
        } else {
            for (int b = 0; b < blocks; b++) {
                narrow(e, b);
            }
        }
    }

    private static void wide(Emitter e, int blocks) {
        Vec w = e.vec(0);
        Vec scales = e.vec(1);
        Vec ints = e.vec(2);
        e.emit(Op.VMOVDQU, w.ymm(), e.weights(2));
        if (blocks == 2) {
            e.emit(Op.VINSERTI64X4, w, w, e.weights(BYTES + 2), Emitter.imm(1));
        }
        // Unsigned, 128 too much.
        e.emit(Op.VPXORD, w, w, e.vec(CONSTANT));
        e.halfScales(1, blocks, 0, BYTES);
        for (int r = 0; r < e.rows(); r++) {
            e.emit(Op.VMOVUPS, ints, e.activations(Rounded.Region.EXCESS, r, 0));
            e.emit(Op.VPDPBUSD, ints, w, e.activations(Rounded.Region.VALUES, r, 0));
            e.addScaled(r, 0, blocks, ints, scales, e.vec(3));
        }
    }

    private static void narrow(Emitter e, int block) {
        Vec w = e.vec(0);
        Vec scales = e.vec(1);
        Vec ints = e.vec(2);
        e.emit(Op.VMOVDQU, w, e.weights(block * BYTES + 2));
        e.halfScales(1, 1, block * BYTES, 0);
        if (e.isa() == Isa.AVX2) {
            Vec magnitudes = e.vec(3);
            e.emit(Op.VPABSB, magnitudes, w);
            for (int r = 0; r < e.rows(); r++) {
                e.emit(Op.VMOVDQU, ints, e.activations(Rounded.Region.VALUES, r, block));
                e.emit(Op.VPSIGNB, ints, ints, w);
                e.emit(Op.VPMADDUBSW, ints, magnitudes, ints);
                e.emit(Op.VPMADDWD, ints, ints, e.vec(CONSTANT));
                e.addScaled(r, block, 1, ints, scales, e.vec(4));
            }
            return;
        }
        e.emit(Op.VPXOR, w, w, e.vec(CONSTANT));
        for (int r = 0; r < e.rows(); r++) {
            e.emit(Op.VMOVDQU, ints, e.activations(Rounded.Region.EXCESS, r, block));
            e.emit(Op.VPDPBUSD_VEX, ints, w, e.activations(Rounded.Region.VALUES, r, block));
            e.addScaled(r, block, 1, ints, scales, e.vec(4));
        }
    }
}
