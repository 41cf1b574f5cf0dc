package org.menura.x86.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Mem;
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

    /** With 256 bits: the register of the weights' bytes. With 512 bits they are those of up to four pairs of blocks, from 0 on. */
    private static final int BYTES = 0;

    /** With 256 bits: registers that are free when weights are unpacked, those of a row's arithmetic. */
    static final int SPARE = 2;

    private static final int SCALES = 1;

    private static final int INTS = 4;
    private static final int PRODUCT = 5;

    /** With 512 bits: the scales times those of the activations, of a row. */
    private static final int FACTORS = 6;

    /** With 512 bits: the scales of eight blocks. */
    private static final int ALL_SCALES = 7;

    /** With 512 bits: which scales those of a pair of blocks are, for each of four. */
    private static final int PLACES = 8;

    /** With 512 bits: where three registers with constants of the format begin. */
    static final int OWN = 12;

    /** With 512 bits, and raised activations: what products of a pair of blocks begin with, for each of four; over {@link #OWN}. */
    private static final int BASES = 12;

    /** With 512 bits: the minima of eight blocks. */
    private static final int ALL_MINIMA = 15;

    /** With 512 bits: those of a pair of blocks, for each of four. */
    private static final int MINIMA = 16;

    private static final int BLOCKS = 8;
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

    /** The bits of a weight. */
    abstract int bits();

    /** Adds the constants of the format, with 512 bits. */
    abstract void add(Map<String, byte[]> constants);

    /** Loads the format's own registers: from 6 down with 256 bits; three from {@link #OWN} on with 512. */
    abstract void own(Emitter e);

    /**
     * Puts the unsigned weights of one block (256 bits) or one or two (512) into a register; signed ones if activations are {@link
     * Emitter#raised}, and with AVX2 of 8 bits. Constants are then in memory.
     *
     * @param at where the block begins
     */
    abstract void unsigned(Emitter e, int register, int at, int blocks);

    @Override
    public int rowsAtOnce(Isa isa) {
        return isa != Isa.AVX512 ? 4 : minimum() ? 8 : 16;
    }

    @Override
    public final int blocksPerStep() {
        return BLOCKS;
    }

    @Override
    public final int stepsPerTurn() {
        return 1;
    }

    @Override
    public final void constants(Emitter e) {
        if (e.isa() == Isa.AVX2) {
            e.fill(ONES, 0x00010001);
        }
        if (e.wide()) {
            Map<String, byte[]> places = new LinkedHashMap<>();
            places.put("many", Data.bytes(64, _ -> 0x80));
            add(places);
            for (int c = 0; c < BLOCKS / 2; c++) {
                int first = 2 * c;
                places.put("places" + c, Data.ints(16, i -> first + i / BLOCKS));
            }
            e.constants(places);
            for (int c = 0; c < BLOCKS / 2; c++) {
                e.emit(Op.VMOVUPS, e.vec(PLACES + c), e.constant("places" + c));
            }
        }
        if (!raised(e)) {
            own(e);
        }
    }

    /** Whether weights are signed and activations raised. */
    final boolean raised(Emitter e) {
        return e.raised() && !minimum();
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

    /**
     * With 512 bits. Scales are those of up to eight blocks at a time, times the activations' and spread by permutation;
     * multiplications are what the processor has least room for.
     */
    private void wide(Emitter e, int blocks) {
        int pairs = Math.ceilDiv(blocks, 2);
        heads(e, ALL_SCALES, blocks, 0);
        if (minimum()) {
            heads(e, ALL_MINIMA, blocks, MINIMUM_AT);
        }
        for (int p = 0; p < pairs; p++) {
            unsigned(e, p, 2 * p * type.blockBytes(), Math.min(2, blocks - 2 * p));
            if (minimum()) {
                e.emit(Op.VPERMPS, e.vec(MINIMA + p), e.vec(PLACES + p), e.vec(ALL_MINIMA));
            }
        }
        Vec ints = e.vec(INTS);
        Vec product = e.vec(PRODUCT);
        if (raised(e)) {
            e.emit(Op.VMOVUPS, ints, e.constant("many"));
            e.emit(Op.VPXORD, product, product, product);
            for (int p = 0; p < pairs; p++) {
                e.base(e.vec(BASES + p), e.vec(p), ints, product);
            }
        }
        for (int r = 0; r < e.rows(); r++) {
            Mem scales = e.activations(Region.BLOCK_SCALES, r, 0);
            e.emit(Op.VMULPS, Vec.ymm(FACTORS), Vec.ymm(ALL_SCALES), scales);
            for (int p = 0; p < pairs; p++) {
                Vec sum = 2 * p + 1 < blocks ? e.sum(r) : e.sum(r).merging(Emitter.FIRST_BLOCK);
                if (raised(e)) {
                    e.addRaised(ints, e.vec(BASES + p), e.vec(p), r, 2 * p, product);
                } else {
                    excess(e, ints, r, 2 * p);
                    e.emit(Op.VPDPBUSD, ints, e.vec(p), e.activations(Region.VALUES, r, 2 * p));
                }
                e.emit(Op.VPERMPS, product, e.vec(PLACES + p), e.vec(FACTORS));
                e.emit(Op.VCVTDQ2PS, ints, ints);
                e.emit(Op.VFMADD231PS, sum, ints, product);
                if (minimum()) {
                    e.emit(Op.VFMADD231PS, sum, e.vec(MINIMA + p), e.activations(Region.SUMS, r, 2 * p));
                }
            }
        }
    }

    @Override
    public final Unpacked unpacked() {
        return new Unpacked(
                1,
                minimum() ? Unpacked.NO_EXCESS : shift,
                minimum() ? Unpacked.Minimum.ADDED : Unpacked.Minimum.NONE,
                bits());
    }

    @Override
    public final void unpack(Emitter e, int blocks) {
        if (e.wide()) {
            heads(e, ALL_SCALES, blocks, 0);
            e.storeScales(0, Vec.ymm(ALL_SCALES));
            if (minimum()) {
                heads(e, ALL_MINIMA, blocks, MINIMUM_AT);
                e.storeMinima(0, Vec.ymm(ALL_MINIMA));
            }
        }
        for (int b = 0; b < blocks; b += e.wide() ? 2 : 1) {
            int at = b * type.blockBytes();
            int count = e.wide() ? Math.min(2, blocks - b) : 1;
            unsigned(e, BYTES, at, count);
            e.storeBytes(b, count == 2 ? Vec.zmm(BYTES) : Vec.ymm(BYTES));
            if (!e.wide()) {
                // The scales behind this block's are written with theirs.
                e.halfScales(SCALES, at);
                e.storeScales(b, Vec.xmm(SCALES));
                if (minimum()) {
                    e.halfScales(SCALES, at + MINIMUM_AT);
                    e.storeMinima(b, Vec.xmm(SCALES));
                }
            }
        }
    }

    /** Gathers the 16-bit floats of up to eight blocks in a register, with 512 bits. */
    private void heads(Emitter e, int register, int blocks, int at) {
        Vec halves = Vec.xmm(register);
        e.emit(Op.VPXOR, halves, halves, halves);
        for (int b = 0; b < blocks; b++) {
            e.emit(Op.VPINSRW, halves, halves, e.weights(b * type.blockBytes() + at), Emitter.imm(b));
        }
        e.emit(Op.VCVTPH2PS, Vec.ymm(register), halves);
    }

    private void narrow(Emitter e, int block) {
        Vec w = e.vec(BYTES);
        Vec ints = e.vec(2);
        Vec product = e.vec(3);
        int at = block * type.blockBytes();
        unsigned(e, BYTES, at, 1);
        e.halfScales(SCALES, at);
        if (e.isa() == Isa.AVX_VNNI) {
            for (int r = 0; r < e.rows(); r++) {
                excess(e, ints, r, block);
                e.emit(Op.VPDPBUSD_VEX, ints, w, e.activations(Region.VALUES, r, block));
                e.addScaled(r, block, 1, ints, e.vec(SCALES), product);
            }
        } else if (bits() < Byte.SIZE) {
            for (int r = 0; r < e.rows(); r++) {
                e.emit(Op.VPMADDUBSW, ints, w, e.activations(Region.VALUES, r, block));
                e.emit(Op.VPMADDWD, ints, ints, e.vec(ONES));
                if (!minimum()) {
                    e.emit(Op.VPADDD, ints, ints, e.activations(Region.EXCESS, r, block));
                }
                e.addScaled(r, block, 1, ints, e.vec(SCALES), product);
            }
        } else {
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
        minimums(e, block);
    }

    /** What the sum of products of unsigned weights begins with. */
    private void excess(Emitter e, Vec ints, int row, int block) {
        if (minimum()) {
            e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, ints, ints, ints);
        } else {
            e.emit(Op.VMOVUPS, ints, e.activations(Region.EXCESS, row, block));
        }
    }

    /** Adds the minimum times the sum of each four activations, after the products of the block, with 256 bits. */
    private void minimums(Emitter e, int block) {
        if (!minimum()) {
            return;
        }
        e.halfScales(SCALES, block * type.blockBytes() + MINIMUM_AT);
        for (int r = 0; r < e.rows(); r++) {
            e.emit(Op.VFMADD231PS, e.sum(r, block), e.vec(SCALES), e.activations(Region.SUMS, r, block));
        }
    }
}
