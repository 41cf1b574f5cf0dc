package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;
import org.menura.x86.kernel.Rounded.Region;

/**
 * Formats with blocks of 32 weights that share a scale and perhaps a minimum, 16-bit floats at their beginning: a weight is
 * {@code scale * (unsigned - excess)}, or {@code scale * unsigned + minimum}. A format says how it becomes bytes.
 */
abstract class SmallBlocks implements BlockFamily {
    /** 1 in each word, with AVX2. */
    static final int ONES = 7;

    /** The register of the weights' bytes. */
    static final int BYTES = 0;

    /** Registers that are free when weights are unpacked, those of a row's arithmetic. */
    static final int SPARE = 2;

    static final int SPARE_TOO = 3;

    private static final int SCALES = 1;
    private static final int MINIMUM_AT = 2;

    private final DType type;

    /** Shift of {@link Region#EXCESS}; negative where there is a minimum instead. */
    private final int shift;

    SmallBlocks(DType type, int shift) {
        this.type = type;
        this.shift = shift;
    }

    @Override
    public final DType type() {
        return type;
    }

    private boolean minimum() {
        return shift < 0;
    }

    /** Where the scale and minimum end. */
    final int head() {
        return minimum() ? 4 : 2;
    }

    /** Loads the format's own registers: from 6 down with 256 bits, from 23 down with 512. */
    abstract void own(Emitter e);

    /**
     * Puts the unsigned weights of one block (256 bits) or one or two (512) into {@link #BYTES}.
     *
     * @param at where the block begins
     */
    abstract void unsigned(Emitter e, int at, int blocks);

    /** Puts the weights of a block into {@link #BYTES}, signed, with AVX2. */
    abstract void signed(Emitter e, int at);

    @Override
    public final void constants(Emitter e) {
        if (e.isa() == Isa.AVX2) {
            e.fill(ONES, 0x00010001);
        }
        own(e);
    }

    @Override
    public final void step(Emitter e, int blocks) {
        if (e.wide()) {
            wide(e, blocks);
            return;
        }
        for (int b = 0; b < blocks; b++) {
            narrow(e, b);
        }
    }

    private void wide(Emitter e, int blocks) {
        Vec w = e.vec(BYTES);
        unsigned(e, 0, blocks);
        e.halfScales(SCALES, blocks, 0, type.blockBytes());
        for (int r = 0; r < e.rows(); r++) {
            // Registers in turn, so that rows don't wait for each other.
            Vec ints = e.vec(2 + 2 * (r & 3));
            excess(e, ints, r, 0);
            e.emit(Op.VPDPBUSD, ints, w, e.activations(Region.VALUES, r, 0));
            e.addScaled(r, 0, blocks, ints, e.vec(SCALES), e.vec(3 + 2 * (r & 3)));
        }
        minimums(e, 0, blocks);
    }

    private void narrow(Emitter e, int block) {
        Vec w = e.vec(BYTES);
        Vec ints = e.vec(2);
        Vec product = e.vec(3);
        int at = block * type.blockBytes();
        if (e.isa() == Isa.AVX_VNNI) {
            unsigned(e, at, 1);
            e.halfScales(SCALES, 1, at, 0);
            for (int r = 0; r < e.rows(); r++) {
                excess(e, ints, r, block);
                e.emit(Op.VPDPBUSD_VEX, ints, w, e.activations(Region.VALUES, r, block));
                e.addScaled(r, block, 1, ints, e.vec(SCALES), product);
            }
        } else if (minimum()) {
            unsigned(e, at, 1);
            e.halfScales(SCALES, 1, at, 0);
            for (int r = 0; r < e.rows(); r++) {
                e.emit(Op.VPMADDUBSW, ints, w, e.activations(Region.VALUES, r, block));
                e.emit(Op.VPMADDWD, ints, ints, e.vec(ONES));
                e.addScaled(r, block, 1, ints, e.vec(SCALES), product);
            }
        } else {
            signed(e, at);
            e.halfScales(SCALES, 1, at, 0);
            Vec magnitudes = e.vec(4);
            e.emit(Op.VPABSB, magnitudes, w);
            for (int r = 0; r < e.rows(); r++) {
                e.emit(Op.VMOVDQU, ints, e.activations(Region.VALUES, r, block));
                // Magnitudes times the activations with the weights' signs: unsigned times signed, as it must be.
                e.emit(Op.VPSIGNB, ints, ints, w);
                e.emit(Op.VPMADDUBSW, ints, magnitudes, ints);
                e.emit(Op.VPMADDWD, ints, ints, e.vec(ONES));
                e.addScaled(r, block, 1, ints, e.vec(SCALES), product);
            }
        }
        minimums(e, block, 1);
    }

    /** What the sum of products begins with. */
    private void excess(Emitter e, Vec ints, int row, int block) {
        if (minimum()) {
            e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, ints, ints, ints);
        } else if (shift == 0) {
            e.emit(Op.VMOVUPS, ints, e.activations(Region.EXCESS, row, block));
        } else if (e.wide()) {
            e.emit(Op.VPSRAD, ints, e.activations(Region.EXCESS, row, block), Emitter.imm(shift));
        } else {
            e.emit(Op.VMOVDQU, ints, e.activations(Region.EXCESS, row, block));
            e.emit(Op.VPSRAD, ints, ints, Emitter.imm(shift));
        }
    }

    /** Adds the minimum times the sum of each four activations, after the products of the block. */
    private void minimums(Emitter e, int block, int blocks) {
        if (!minimum()) {
            return;
        }
        int at = e.wide() ? 0 : block * type.blockBytes();
        e.halfScales(SCALES, blocks, at + MINIMUM_AT, at + type.blockBytes() + MINIMUM_AT);
        for (int r = 0; r < e.rows(); r++) {
            Vec sum = e.wide() ? e.sum(r) : e.sum(r, block);
            e.emit(
                    Op.VFMADD231PS,
                    e.wide() && blocks == 1 ? sum.merging(Emitter.FIRST_BLOCK) : sum,
                    e.vec(SCALES),
                    e.activations(Region.SUMS, r, block));
        }
    }
}
