package org.menura.x86.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
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
abstract class GroupFamily implements BlockFamily {
    static final int BLOCKS = 8;

    /** With 256 bits: the quants of a block, unsigned bytes. With 512 bits they are those of two blocks in register {@code chunk}. */
    static final int W = 0;

    /** With 256 bits: the {@code a} of those, 8 times or 4 times each. */
    private static final int SCALES = 1;

    private static final int INTS = 2;
    private static final int PRODUCT = 3;
    static final int T0 = 4;
    static final int T1 = 5;

    /** The {@code a} of the block of 256: with 512 bits all that there are, otherwise those of its first 8 groups. */
    static final int A = 6;

    static final int B = 7;

    /** With 512 bits, once quants are there: the a times the scales of the activations, of a row. */
    private static final int FACTORS = B;

    /** With 512 bits: which of the {@code a} those of chunk 0 are; of the others in the registers behind it. */
    private static final int PLACES = 8;

    /** With 512 bits: where the four registers that keep constants of a format begin. */
    static final int KEPT = PLACES + 4;

    /** With 512 bits and raised activations: what products of the chunks begin with, over {@link #KEPT}. */
    private static final int BASES = KEPT;

    private static final int LINE = 64;

    private final int groups;
    private final boolean least;

    /**
     * A family.
     *
     * @param groups of 16 or 32 in a block of 256
     * @param least whether there are b
     */
    GroupFamily(int groups, boolean least) {
        this.groups = groups;
        this.least = least;
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
    public final int rowsAtOnce(Isa isa) {
        return isa == Isa.AVX512 ? 16 : 4;
    }

    /** The number that quants of a block of 32 come multiplied with, a power of two. */
    int gain(int block) {
        return 1;
    }

    /**
     * Whether q are signed: {@link #decode} then gives q + 128, and q itself for {@link Isa#AVX2} and raised activations; all
     * constants are then in memory.
     */
    boolean signed() {
        return false;
    }

    /** Whether weights are signed and activations raised. */
    final boolean raised(Emitter e) {
        return e.raised() && signed();
    }

    /** Adds the constants that {@link #heads} and {@link #decode} read. */
    abstract void add(Map<String, byte[]> constants, boolean wide);

    /** Loads registers from {@link #KEPT} on, with 512 bits. */
    void keep(Emitter e) {}

    /**
     * Puts the a divided by their gains into {@link #A} and the b, if there are any, into {@link #B}; with 256 bits, those
     * of groups {@code 8 part} and up. May use all registers up to {@link #B}.
     *
     * @param blocks blocks of 32: 8, or fewer for the last of a format whose blocks are not larger
     */
    abstract void heads(Emitter e, int part, int blocks);

    /**
     * Puts the quants times their gains into {@link #W}, of a block of 32; or with 512 bits those of blocks 2 chunk and behind
     * into the register of the chunk's number. Chunks follow each other; in between {@link #T0}, {@link #T1} and {@link #B} stay.
     *
     * @param blocks how many there are, 1 or 2; not above 1 with 256 bits
     */
    abstract void decode(Emitter e, int chunk, int blocks);

    @Override
    public final void constants(Emitter e) {
        Map<String, byte[]> named = new LinkedHashMap<>();
        if (e.wide()) {
            for (int c = 0; c < BLOCKS / 2; c++) {
                int first = c * groups / 4;
                named.put("places" + c, ints(16, i -> first + i / (64 / groups)));
            }
            named.put("twice", ints(16, i -> i / 2));
            named.put("many", bytes(64, _ -> 0x80));
        } else if (e.isa() == Isa.AVX2) {
            for (int b = 0; b < BLOCKS; b++) {
                int gain = gain(b);
                named.put("gain" + gain, ints(8, i -> gain << 16 | gain));
            }
        }
        if (groupGains()) {
            named.put("shares", floats(16, g -> g < groups ? 1f / gain(g * BLOCKS / groups) : 1));
        }
        add(named, e.wide());
        e.constants(named);
        if (e.wide()) {
            for (int c = 0; c < BLOCKS / 2; c++) {
                e.emit(Op.VMOVUPS, e.vec(PLACES + c), e.constant("places" + c));
            }
            if (!raised(e)) {
                keep(e);
            }
        }
    }

    private boolean groupGains() {
        for (int b = 0; b < BLOCKS; b++) {
            if (gain(b) != 1) {
                return true;
            }
        }
        return false;
    }

    /** Divides the scales of scales in a register by the gains of their groups. */
    final void divideByGains(Emitter e, Vec scales, int part) {
        if (groupGains()) {
            e.emit(Op.VMULPS, scales, scales, e.constant("shares").plus(32 * part));
        }
    }

    @Override
    public final void step(Emitter e, int blocks) {
        if (e.wide()) {
            wide(e, blocks);
        } else {
            narrow(e, blocks);
        }
    }

    private void wide(Emitter e, int blocks) {
        heads(e, 0, blocks);
        for (int r = 0; least && r < e.rows(); r++) {
            if (groups == BLOCKS) {
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
            decode(e, c, Math.min(2, blocks - 2 * c));
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
            if (groups == BLOCKS) {
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
                    if (signed()) {
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
    public final Unpacked unpacked() {
        return new Unpacked(
                groups / BLOCKS,
                signed() ? 0 : Unpacked.NO_EXCESS,
                least ? Unpacked.Minimum.SUBTRACTED : Unpacked.Minimum.NONE);
    }

    @Override
    public final void unpack(Emitter e, int blocks) {
        int parts = e.wide() ? 1 : groups / BLOCKS;
        boolean all = e.wide() && groups > BLOCKS;
        for (int part = 0; part < parts; part++) {
            heads(e, part, blocks);
            e.storeScales(part * BLOCKS, all ? Vec.zmm(A) : Vec.ymm(A));
            if (least) {
                e.storeMinima(part * BLOCKS, all ? Vec.zmm(B) : Vec.ymm(B));
            }
        }
        for (int b = 0; b < blocks; b += e.wide() ? 2 : 1) {
            boolean pair = e.wide() && b + 1 < blocks;
            int chunk = e.wide() ? b / 2 : b;
            decode(e, chunk, pair ? 2 : 1);
            e.storeBytes(b, pair ? Vec.zmm(chunk) : Vec.ymm(e.wide() ? chunk : W));
        }
    }

    private void narrow(Emitter e, int blocks) {
        int parts = groups / BLOCKS;
        for (int part = 0; part < parts; part++) {
            heads(e, part, blocks);
            e.emit(Op.VMOVUPS_STORE, kept(8 * part), e.vec(A));
            for (int r = 0; least && r < e.rows(); r++) {
                Region region = parts == 1 ? Region.BLOCK_SUMS : Region.HALF_SUMS;
                Mem sums = e.activations(region, r, part * BLOCKS / parts);
                e.emit(Op.VFNMADD231PS, e.sum(r, part), e.vec(B), sums);
            }
        }
        for (int b = 0; b < blocks; b++) {
            decode(e, b, 1);
            e.emit(Op.VBROADCASTSS, e.vec(SCALES), kept(b * parts));
            if (parts == 2) {
                e.emit(Op.VBROADCASTSS, e.vec(PRODUCT), kept(b * parts + 1));
                e.emit(Op.VBLENDPS, e.vec(SCALES), e.vec(SCALES), e.vec(PRODUCT), Emitter.imm(0xf0));
            }
            if (signed() && e.isa() == Isa.AVX2) {
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
            if (signed()) {
                e.emit(Op.VMOVDQU, ints, x);
                e.emit(Op.VPSIGNB, ints, ints, e.vec(W));
                e.emit(Op.VPMADDUBSW, ints, e.vec(T0), ints);
            } else {
                e.emit(Op.VPMADDUBSW, ints, e.vec(W), x);
            }
            e.emit(Op.VPMADDWD, ints, ints, e.constant("gain" + gain(b)));
            return;
        }
        if (signed()) {
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

    // --- what formats share

    /** Loads a 16-bit float of the weights, and fills a register with it as a float. */
    static void half(Emitter e, int register, int at) {
        Vec from = e.wide() ? Vec.ymm(register) : Vec.xmm(register);
        e.emit(Op.VPBROADCASTW, from, e.weights(at));
        e.emit(Op.VCVTPH2PS, e.vec(register), from);
    }

    /** Loads 32 bytes of weights, with 512 bits twice. */
    static void load(Emitter e, int register, int at) {
        e.emit(e.wide() ? Op.VBROADCASTI64X4 : Op.VMOVDQU, e.vec(register), e.weights(at));
    }

    /** Chooses the bits of a mask from a register and the others from another one, for the first. */
    static void choose(Emitter e, int register, int other, int mask) {
        e.emit(Op.VPTERNLOGD, e.vec(register), e.vec(other), e.vec(mask), Emitter.imm(0xe4));
    }

    /** Shifts words left by a number of bits, or right by a negative one. */
    static void shift(Emitter e, int register, int left) {
        if (left != 0) {
            Op op = left > 0 ? Op.VPSLLW : Op.VPSRLW;
            e.emit(op, e.vec(register), e.vec(register), Emitter.imm(Math.abs(left)));
        }
    }

    static void keep(Emitter e, int register, Near constant) {
        e.emit(Op.VMOVUPS, e.vec(register), constant);
    }

    static byte[] bytes(int count, IntUnaryOperator value) {
        byte[] to = new byte[count];
        for (int i = 0; i < count; i++) {
            to[i] = (byte) value.applyAsInt(i);
        }
        return to;
    }

    static byte[] ints(int count, IntUnaryOperator value) {
        ByteBuffer to = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            to.putInt(value.applyAsInt(i));
        }
        return to.array();
    }

    /** 64-bit integers: one number in the lower, another in the upper half. */
    static byte[] halves(int lower, int upper) {
        return ints(16, i -> i % 2 != 0 ? 0 : i < 8 ? lower : upper);
    }

    /** Floats by their numbers. */
    interface Floats {
        float at(int i);
    }

    static byte[] floats(int count, Floats value) {
        return ints(count, i -> Float.floatToRawIntBits(value.at(i)));
    }
}
