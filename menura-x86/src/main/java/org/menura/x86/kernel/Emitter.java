package org.menura.x86.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mask;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Operand;
import org.menura.x86.asm.Vec;

/**
 * What a {@link BlockFamily} writes its code with: the assembler, where weights and activations lie, and the registers.
 *
 * <p>Sums: each row of rounded activations has 16 floats. With 512 bits they are one register; otherwise two, for blocks with even
 * and odd numbers. Rows of floats have 32, in two registers or four. The others are the family's.
 */
public final class Emitter {
    /** The lower eight elements of 32 bits, with AVX-512: the first block of a pair. */
    public static final Mask FIRST_BLOCK = Mask.K1;

    /** The upper eight elements of 32 bits, with AVX-512: the second block of a pair. */
    public static final Mask SECOND_BLOCK = Mask.K2;

    /** Rows from which it may be faster to raise the activations by 128 than weights, with AVX-512. */
    private static final int RAISED_FROM = 4;

    /** Bytes of activations from which it is: values and what would be too much don't stay in the first-level cache. */
    private static final int RAISED_FROM_BYTES = 12 << 10;

    static final Gpr WEIGHTS = Gpr.RAX;
    static final Gpr ACTIVATIONS = Gpr.R9;
    static final Gpr FIRST_ACTIVATIONS = Gpr.RSI;

    /** Four times the number of blocks before this turn of the loop. */
    static final Gpr TURNED = Gpr.R10;

    /** The address of the constant {@link #TABLE_NAME}, of families that have one. */
    static final Gpr TABLE = Gpr.RBX;

    static final String TABLE_NAME = "table";

    /** What {@link Op#VPTERNLOGD} takes the bits of its first operand by, where those of its third are set, and otherwise the second's. */
    static final Imm CHOICE = imm(0xe4);

    /** Where the bytes, the scales and the minima of unpacked weights go. */
    static final Gpr BYTES_TO = Gpr.R9;

    static final Gpr SCALES_TO = Gpr.R10;
    static final Gpr MINIMA_TO = Gpr.R11;

    private final Assembler assembler;
    private final Isa isa;
    private final Layout layout;
    private final boolean raised;

    private final Map<String, Near> constants = new HashMap<>();

    private @Nullable Unpacked unpacked;

    private int rows;
    private int outputs = 1;
    private int outputBytes;
    private int firstRow;
    private int weightsAt;
    private int blocksAt;

    /**
     * Creates an emitter.
     *
     * @param all rows of activations that the code is for
     */
    Emitter(Assembler assembler, Isa isa, Layout layout, int all) {
        this.assembler = assembler;
        this.isa = isa;
        this.layout = layout;
        this.raised = isa == Isa.AVX512
                && layout instanceof Rounded rounded
                && all >= RAISED_FROM
                && all * rounded.blocks() * Rounded.BLOCK >= RAISED_FROM_BYTES;
    }

    /** Sets the masks, with AVX-512. Changes RAX. */
    void masks() {
        if (wide()) {
            mask(FIRST_BLOCK, 0x00ff);
            mask(SECOND_BLOCK, 0xff00);
        }
    }

    private void mask(Mask mask, int bits) {
        assembler.mov(Gpr.RAX, bits);
        emit(Op.KMOVW, mask, Gpr.RAX);
    }

    /** Loads the constants of a family. What {@link #finish} gives back is saved. */
    void begin(BlockFamily family) {
        if (family.tabled()) {
            assembler.push(TABLE);
        }
        masks();
        family.constants(this);
        if (family.tabled()) {
            assembler.lea(TABLE, constant(TABLE_NAME));
        }
    }

    /** Returns to the caller. */
    void finish(BlockFamily family) {
        assembler.vzeroupper();
        if (family.tabled()) {
            assembler.pop(TABLE);
        }
        assembler.ret();
    }

    /** Sets what weights become, where they are only unpacked. */
    void unpacks(Unpacked format) {
        unpacked = format;
    }

    /** Returns whether weights are only unpacked, and multiplied elsewhere. */
    boolean unpacks() {
        return unpacked != null;
    }

    /** Returns the first of the rows that are computed. */
    int firstRow() {
        return firstRow;
    }

    void rows(int first, int count) {
        firstRow = first;
        rows = count;
    }

    /** Sets how many outputs steps compute, whose weights lie so many bytes apart. */
    void outputs(int count, int bytes) {
        outputs = count;
        outputBytes = bytes;
    }

    /** Sets where the next step is, from the registers' addresses. */
    void at(int weights, int blocks) {
        weightsAt = weights;
        blocksAt = blocks;
    }

    /** Returns the assembler. */
    public Assembler assembler() {
        return assembler;
    }

    /** Returns the instructions that may be used. */
    public Isa isa() {
        return isa;
    }

    /** Returns whether vectors have 512 bits, two blocks. */
    public boolean wide() {
        return isa == Isa.AVX512;
    }

    /**
     * Returns whether formats whose bytes have an excess leave them signed, and multiply them with {@link
     * Rounded.Region#RAISED}: what is too much then is the weights', and computed once for all rows.
     */
    public boolean raised() {
        return raised;
    }

    /** Returns the number of rows that a step computes. */
    public int rows() {
        return rows;
    }

    /** Returns the number of outputs that a step computes, of families that compute several ({@link BlockFamily#outputsAtOnce}). */
    public int outputs() {
        return outputs;
    }

    /** Writes an instruction. */
    public void emit(Op op, Operand... operands) {
        assembler.emit(op, operands);
    }

    /** Returns a vector register of the full width. */
    public Vec vec(int index) {
        return wide() ? Vec.zmm(index) : Vec.ymm(index);
    }

    /** Returns the register with the 16 sums of a row, with 512 bits. */
    public Vec sum(int row) {
        return Vec.zmm(31 - row);
    }

    /** Returns the register with the 8 sums of a row for even or odd blocks, with 256 bits. */
    public Vec sum(int row, int block) {
        return Vec.ymm(15 - 2 * row - (block & 1));
    }

    /** Returns the register with an output's sums of a row of floats for a block of 8, with 512 bits for it and the one behind it. */
    public Vec floatSum(int output, int row, int block) {
        int number = output * rows + row;
        return wide() ? Vec.zmm(31 - 2 * number - block / 2 % 2) : Vec.ymm(15 - 4 * number - block % 4);
    }

    /** Returns the memory of the step's weights, {@code offset} bytes from its first. */
    public Mem weights(int offset) {
        return Mem.at(WEIGHTS, weightsAt + offset);
    }

    /** Returns the memory of the step's weights of one of its outputs. */
    public Mem weights(int output, int offset) {
        return weights(output * outputBytes + offset);
    }

    /** Returns the memory that a region has of a row for the step's block of that number; two of them may be read there. */
    public Mem activations(Rounded.Region region, int row, int block) {
        if (!(layout instanceof Rounded rounded)) {
            throw new IllegalStateException("activations are not rounded");
        }
        int at = (firstRow + row) * layout.stride() + rounded.offset(region) + (blocksAt + block) * region.bytes();
        int perTurn = region.bytes() / Float.BYTES;
        return region.bytes() == Rounded.BLOCK
                ? Mem.at(ACTIVATIONS, at)
                : Mem.at(FIRST_ACTIVATIONS, TURNED, perTurn, at);
    }

    /** Puts constants beside the code, each at a line of the cache's beginning, for {@link #constant}. */
    public void constants(Map<String, byte[]> named) {
        Label behind = new Label();
        assembler.jump(behind);
        named.forEach((name, bytes) -> {
            Label label = new Label();
            assembler.data(label, 64, bytes);
            constants.put(name, new Near(label, 0));
        });
        assembler.bind(behind);
    }

    /**
     * Puts what products of signed weights with raised activations begin with into a register, with AVX-512: -128 times the sum of
     * each four weights.
     *
     * @param many a register of bytes that are 128
     * @param zero a register with zeros
     */
    public void base(Vec base, Vec weights, Vec many, Vec zero) {
        emit(Op.VPXORD, base, base, base);
        emit(Op.VPDPBUSD, base, many, weights);
        emit(Op.VPSUBD, base, zero, base);
    }

    /** Adds the products of weights with a row's raised activations, with AVX-512; changes {@code raised}. */
    public void addRaised(Vec ints, Vec base, Vec weights, int row, int block, Vec raised) {
        emit(Op.VMOVUPS, raised, activations(Rounded.Region.RAISED, row, block));
        emit(Op.VMOVUPS, ints, base);
        emit(Op.VPDPBUSD, ints, raised, weights);
    }

    /** Returns the memory of a constant, in its full length. */
    public Near constant(String name) {
        return Objects.requireNonNull(constants.get(name), name);
    }

    /** Returns the memory of a row's activations as floats, for the step's block of that number. */
    public Mem floats(int row, int block) {
        return Mem.at(ACTIVATIONS, (firstRow + row) * layout.stride() + (blocksAt + block) * Rounded.BLOCK);
    }

    /** Fills a register with a byte. */
    public void fillBytes(int register, int value) {
        fill(register, value * 0x01010101);
    }

    /** Fills a register with a 32-bit integer. Changes RAX. */
    public void fill(int register, int value) {
        assembler.mov(Gpr.RAX, value);
        emit(Op.VMOVD, Vec.xmm(register), Gpr.RAX);
        emit(Op.VPBROADCASTD, vec(register), Vec.xmm(register));
    }

    /** Fills a register with a 16-bit float of the weights, as a float; with 256 bits. */
    public void halfScales(int register, int at) {
        emit(Op.VPBROADCASTW, Vec.xmm(register), weights(at));
        emit(Op.VCVTPH2PS, vec(register), Vec.xmm(register));
    }

    /**
     * Adds {@code float(ints) * (scales * the activations' scales)} to the sums of a row, of a block with 256 bits, of a pair
     * or its first block with 512.
     *
     * @param product a register that is overwritten
     */
    public void addScaled(int row, int block, int blocks, Vec ints, Vec scales, Vec product) {
        emit(Op.VCVTDQ2PS, ints, ints);
        emit(Op.VMULPS, product, scales, activations(Rounded.Region.SCALES, row, block));
        if (!wide()) {
            emit(Op.VFMADD231PS, sum(row, block), ints, product);
        } else if (blocks == 1) {
            emit(Op.VFMADD231PS, sum(row).merging(FIRST_BLOCK), ints, product);
        } else {
            emit(Op.VFMADD231PS, sum(row), ints, product);
        }
    }

    /** Stores a vector of unpacked bytes, as they are or as words, beginning at that block of the step. Changes register 2. */
    public void storeBytes(int block, Vec bytes) {
        int width = Objects.requireNonNull(unpacked).bytes();
        int at = block * Rounded.BLOCK * width;
        if (width == 1) {
            emit(Op.VMOVUPS_STORE, Mem.at(BYTES_TO, at), bytes);
            return;
        }
        Vec words = Vec.ymm(2);
        emit(Op.VPMOVSXBW, words, bytes.xmm());
        emit(Op.VMOVUPS_STORE, Mem.at(BYTES_TO, at), words);
        emit(Op.VEXTRACTI128, words.xmm(), bytes, imm(1));
        emit(Op.VPMOVSXBW, words, words.xmm());
        emit(Op.VMOVUPS_STORE, Mem.at(BYTES_TO, at + Rounded.BLOCK), words);
    }

    /** Stores a vector of scales, beginning at that of the step; of 128 bits the first. */
    public void storeScales(int group, Vec scales) {
        storeHeads(Mem.at(SCALES_TO, group * Float.BYTES), scales);
    }

    /** Stores a vector of minima, beginning at that of the step; of 128 bits the first. */
    public void storeMinima(int group, Vec minima) {
        storeHeads(Mem.at(MINIMA_TO, group * Float.BYTES), minima);
    }

    private void storeHeads(Mem to, Vec heads) {
        emit(heads.bits() == 128 ? Op.VMOVSS_STORE : Op.VMOVUPS_STORE, to, heads);
    }

    /** Loads a 16-bit float of the weights, and fills a register with it as a float. */
    void half(int register, int at) {
        Vec from = wide() ? Vec.ymm(register) : Vec.xmm(register);
        emit(Op.VPBROADCASTW, from, weights(at));
        emit(Op.VCVTPH2PS, vec(register), from);
    }

    /** Loads 32 bytes of weights, with 512 bits twice. */
    void load(int register, int at) {
        emit(wide() ? Op.VBROADCASTI64X4 : Op.VMOVDQU, vec(register), weights(at));
    }

    /** Chooses the bits of a mask from a register and the others from another one, for the first. */
    void choose(int register, int other, int mask) {
        emit(Op.VPTERNLOGD, vec(register), vec(other), vec(mask), CHOICE);
    }

    /** Shifts words left by a number of bits, or right by a negative one. */
    void shift(int register, int left) {
        if (left != 0) {
            Op op = left > 0 ? Op.VPSLLW : Op.VPSRLW;
            emit(op, vec(register), vec(register), imm(Math.abs(left)));
        }
    }

    /** Loads constants that stay in their register. */
    void keep(int register, String constant) {
        emit(Op.VMOVUPS, vec(register), constant(constant));
    }

    /** Returns what {@link #keep} loads, with 512 bits; from memory where registers are for raised activations, or few. */
    Operand kept(int register, String constant) {
        return wide() && !raised ? vec(register) : constant(constant);
    }

    /** Writes an integer that a shift or a choice takes. */
    public static Imm imm(int value) {
        return new Imm(value);
    }
}
