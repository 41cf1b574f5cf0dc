package org.menura.x86.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;
import org.menura.x86.kernel.Rounded.Region;

/**
 * Formats with blocks of 256 in groups of 16 or 32, in which weight i of group g is {@code a[g] q[i] - b[g]}; and those with
 * blocks of 32 whose scales are better read eight at a time.
 *
 * <p>To the order of sums that {@link BlockProduct} describes comes what the b have a share in: before a block of 256, sum g
 * (of an output's 16) gets {@code -b[g]} times the activations' scale times the sum of their integers in group g, this
 * product rounded, by a fused multiply-add. Where q is read at a higher place of its byte, as {@code gain * q}, a[g] is
 * divided by the gain: both are powers of two.
 */
record GroupFamily(GroupFormat format) implements BlockFamily {
    private static final int BLOCKS = GroupFormat.BLOCKS;
    private static final int W = GroupFormat.W;

    /** With 256 bits: the {@code a} of those, 8 times or 4 times each. */
    private static final int SCALES = 1;

    private static final int INTS = 2;
    private static final int PRODUCT = 3;
    private static final int T0 = GroupFormat.T0;
    private static final int T1 = GroupFormat.T1;
    private static final int A = GroupFormat.A;
    private static final int B = GroupFormat.B;

    /** With 512 bits, once quants are there: the a times the scales of the activations, of a row. */
    private static final int FACTORS = B;

    /** With 512 bits: which of the {@code a} those of chunk 0 are; of the others in the registers behind it. */
    private static final int PLACES = 8;

    /** With 512 bits and raised activations: what products of the chunks begin with, over {@link GroupFormat#KEPT}. */
    private static final int BASES = GroupFormat.KEPT;

    private static final int LINE = 64;

    @Override
    public DType type() {
        return format.type();
    }

    @Override
    public int blocksPerStep() {
        return BLOCKS;
    }

    @Override
    public int stepsPerTurn() {
        return 1;
    }

    @Override
    public int rowsAtOnce(Isa isa) {
        return isa == Isa.AVX512 ? 16 : 4;
    }

    @Override
    public boolean tabled() {
        return format.tabled();
    }

    /** Whether weights are signed and activations raised. */
    private boolean raised(Emitter e) {
        return e.raised() && format.signed();
    }

    @Override
    public void constants(Emitter e) {
        Map<String, byte[]> named = new LinkedHashMap<>();
        if (e.wide()) {
            for (int c = 0; c < BLOCKS / 2; c++) {
                int first = c * format.groups() / 4;
                named.put("places" + c, Data.ints(16, i -> first + i / (64 / format.groups())));
            }
            named.put("twice", Data.ints(16, i -> i / 2));
            named.put("many", Data.bytes(64, _ -> 0x80));
        } else if (e.isa() == Isa.AVX2) {
            for (int b = 0; b < BLOCKS; b++) {
                int gain = format.gain(b);
                named.put("gain" + gain, Data.ints(8, i -> gain << 16 | gain));
            }
        }
        if (format.gains()) {
            named.put(
                    "shares",
                    Data.floats(16, g -> g < format.groups() ? 1f / format.gain(g * BLOCKS / format.groups()) : 1));
        }
        format.add(named, e.wide());
        e.constants(named);
        if (e.wide()) {
            for (int c = 0; c < BLOCKS / 2; c++) {
                e.emit(Op.VMOVUPS, e.vec(PLACES + c), e.constant("places" + c));
            }
            if (!raised(e)) {
                format.keep(e);
            }
        }
    }

    /** Divides the scales of scales in a register by the gains of their groups, if those are not taken from the quants. */
    static void divideByGains(GroupFormat format, Emitter e, Vec scales, int part) {
        if (format.gains() && !(e.unpacks() && e.isa() == Isa.AVX2)) {
            e.emit(Op.VMULPS, scales, scales, e.constant("shares").plus(32 * part));
        }
    }

    @Override
    public void step(Emitter e, int blocks) {
        if (e.wide()) {
            wide(e, blocks);
        } else {
            narrow(e, blocks);
        }
    }

    private void wide(Emitter e, int blocks) {
        format.heads(e, 0, blocks);
        for (int r = 0; format.least() && r < e.rows(); r++) {
            if (format.groups() == BLOCKS) {
                e.emit(
                        Op.VFNMADD231PS,
                        e.sum(r).merging(Emitter.FIRST_BLOCK),
                        e.vec(B),
                        e.activations(Region.BLOCK_SUMS, r, 0));
            } else {
                e.emit(Op.VFNMADD231PS, e.sum(r), e.vec(B), e.activations(Region.HALF_SUMS, r, 0));
            }
        }
        int chunks = Math.ceilDiv(blocks, 2);
        for (int c = 0; c < chunks; c++) {
            format.decode(e, c, Math.min(2, blocks - 2 * c));
        }
        Vec ints = e.vec(T0);
        Vec product = e.vec(T1);
        if (raised(e)) {
            e.emit(Op.VMOVUPS, ints, e.constant("many"));
            e.emit(Op.VPXORD, product, product, product);
            for (int c = 0; c < chunks; c++) {
                e.base(e.vec(BASES + c), e.vec(c), ints, product);
            }
        }
        for (int r = 0; r < e.rows(); r++) {
            Mem scales = e.activations(Region.BLOCK_SCALES, r, 0);
            if (format.groups() == BLOCKS) {
                e.emit(Op.VMULPS, Vec.ymm(FACTORS), Vec.ymm(A), scales);
            } else {
                e.emit(Op.VMOVUPS, product, e.constant("twice"));
                e.emit(Op.VPERMPS, product, product, scales);
                e.emit(Op.VMULPS, e.vec(FACTORS), e.vec(A), product);
            }
            for (int c = 0; c < chunks; c++) {
                if (raised(e)) {
                    e.addRaised(ints, e.vec(BASES + c), e.vec(c), r, 2 * c, product);
                } else {
                    if (format.signed()) {
                        e.emit(Op.VMOVUPS, ints, e.activations(Region.EXCESS, r, 2 * c));
                    } else {
                        e.emit(Op.VPXORD, ints, ints, ints);
                    }
                    e.emit(Op.VPDPBUSD, ints, e.vec(c), e.activations(Region.VALUES, r, 2 * c));
                }
                e.emit(Op.VPERMPS, product, e.vec(PLACES + c), e.vec(FACTORS));
                e.emit(Op.VCVTDQ2PS, ints, ints);
                boolean pair = 2 * c + 1 < blocks;
                e.emit(Op.VFMADD231PS, pair ? e.sum(r) : e.sum(r).merging(Emitter.FIRST_BLOCK), ints, product);
            }
        }
    }

    @Override
    public Unpacked unpacked() {
        return new Unpacked(
                format.groups() / BLOCKS,
                format.signed() ? 0 : Unpacked.NO_EXCESS,
                format.least() ? Unpacked.Minimum.SUBTRACTED : Unpacked.Minimum.NONE,
                format.bits());
    }

    @Override
    public int zero(Unpacked as) {
        return format.zero() == 0 ? BlockFamily.super.zero(as) : format.zero();
    }

    @Override
    public void unpack(Emitter e, int blocks) {
        int parts = e.wide() ? 1 : format.groups() / BLOCKS;
        boolean all = e.wide() && format.groups() > BLOCKS;
        for (int part = 0; part < parts; part++) {
            format.heads(e, part, blocks);
            e.storeScales(part * BLOCKS, all ? Vec.zmm(A) : Vec.ymm(A));
            if (format.least()) {
                e.storeMinima(part * BLOCKS, all ? Vec.zmm(B) : Vec.ymm(B));
            }
        }
        for (int b = 0; b < blocks; b += e.wide() ? 2 : 1) {
            boolean pair = e.wide() && b + 1 < blocks;
            int chunk = e.wide() ? b / 2 : b;
            format.decode(e, chunk, pair ? 2 : 1);
            e.storeBytes(b, pair ? Vec.zmm(chunk) : Vec.ymm(e.wide() ? chunk : W));
        }
    }

    private void narrow(Emitter e, int blocks) {
        int parts = format.groups() / BLOCKS;
        for (int part = 0; part < parts; part++) {
            format.heads(e, part, blocks);
            e.emit(Op.VMOVUPS_STORE, kept(8 * part), e.vec(A));
            for (int r = 0; format.least() && r < e.rows(); r++) {
                Region region = parts == 1 ? Region.BLOCK_SUMS : Region.HALF_SUMS;
                Mem sums = e.activations(region, r, part * BLOCKS / parts);
                e.emit(Op.VFNMADD231PS, e.sum(r, part), e.vec(B), sums);
            }
        }
        for (int b = 0; b < blocks; b++) {
            format.decode(e, b, 1);
            e.emit(Op.VBROADCASTSS, e.vec(SCALES), kept(b * parts));
            if (parts == 2) {
                e.emit(Op.VBROADCASTSS, e.vec(PRODUCT), kept(b * parts + 1));
                e.emit(Op.VBLENDPS, e.vec(SCALES), e.vec(SCALES), e.vec(PRODUCT), Emitter.imm(0xf0));
            }
            if (format.signed() && e.isa() == Isa.AVX2) {
                e.emit(Op.VPABSB, e.vec(T0), e.vec(W));
            }
            for (int r = 0; r < e.rows(); r++) {
                dot(e, r, b);
                e.addScaled(r, b, 1, e.vec(INTS), e.vec(SCALES), e.vec(PRODUCT));
            }
        }
    }

    private void dot(Emitter e, int r, int b) {
        Vec ints = e.vec(INTS);
        Mem x = e.activations(Region.VALUES, r, b);
        if (e.isa() == Isa.AVX2) {
            if (format.signed()) {
                e.emit(Op.VMOVDQU, ints, x);
                e.emit(Op.VPSIGNB, ints, ints, e.vec(W));
                e.emit(Op.VPMADDUBSW, ints, e.vec(T0), ints);
            } else {
                e.emit(Op.VPMADDUBSW, ints, e.vec(W), x);
            }
            e.emit(Op.VPMADDWD, ints, ints, e.constant("gain" + format.gain(b)));
            return;
        }
        if (format.signed()) {
            e.emit(Op.VMOVDQU, ints, e.activations(Region.EXCESS, r, b));
        } else {
            e.emit(Op.VPXOR, ints, ints, ints);
        }
        e.emit(Op.VPDPBUSD_VEX, ints, e.vec(W), x);
    }

    /** Where the a of group g stands for a moment, in the 128 bytes below the stack that are a function's own. */
    private static Mem kept(int g) {
        return Mem.at(Gpr.RSP, -LINE + g * Float.BYTES);
    }
}
