package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.CodeBook;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Mask;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Scattered;
import org.menura.x86.asm.Vec;

/**
 * Formats whose quants are points of a {@link CodeBook} with signs: indices are gathered from a table, the signs of eight
 * come as bits, or as an index of a second table of bytes that are all ones where a sign is turned.
 */
final class LatticeFormat implements GroupFormat {
    static final LatticeFormat IQ2_XXS = new LatticeFormat(DType.IQ2_XXS, CodeBook.IQ2_XXS, 8, new Iq2Parts.Smallest());
    static final LatticeFormat IQ2_XS = new LatticeFormat(DType.IQ2_XS, CodeBook.IQ2_XS, 16, new Iq2Parts.Small());
    static final LatticeFormat IQ2_S = new LatticeFormat(DType.IQ2_S, CodeBook.IQ2_S, 16, new Iq2Parts.Signed());
    static final LatticeFormat IQ3_XXS = new LatticeFormat(DType.IQ3_XXS, CodeBook.IQ3_XXS, 8, new Iq3Parts.Smallest());
    static final LatticeFormat IQ3_S = new LatticeFormat(DType.IQ3_S, CodeBook.IQ3_S, 8, new Iq3Parts.Signed());

    /** The elements that gathers fetch: all. A gather clears its mask. */
    private static final Mask GATHERED = Mask.K3;

    private static final Mask TURNED = Mask.K4;
    private static final int SIGNS = 1 << 7;
    private static final int EIGHT = 8;

    private final DType type;
    private final CodeBook book;
    private final int groups;
    private final Parts parts;

    /** What the bits of a block are. */
    interface Parts {
        /** Adds the constants that the others read. */
        void add(Map<String, byte[]> constants, boolean wide);

        /** See {@link GroupFormat#heads}. */
        void heads(Emitter e, int part);

        /** Puts a chunk's indices into {@link #T0}, 32 bits each. May use {@link #T1}. */
        void indices(Emitter e, int chunk);

        /** Turns the signs of a chunk's quants, by {@link #turn} or {@link #lookUp}. May use {@link #T0} and {@link #T1}. */
        void signs(Emitter e, LatticeFormat format, int chunk);
    }

    private LatticeFormat(DType type, CodeBook book, int groups, Parts parts) {
        this.type = type;
        this.book = book;
        this.groups = groups;
        this.parts = parts;
    }

    @Override
    public DType type() {
        return type;
    }

    @Override
    public int groups() {
        return groups;
    }

    @Override
    public boolean least() {
        return false;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public boolean tabled() {
        return true;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        byte[] points = book.points();
        byte[] table = java.util.Arrays.copyOf(points, points.length + SIGNS * EIGHT);
        for (int i = 0; i < SIGNS * EIGHT; i++) {
            table[points.length + i] = (byte) -(CodeBook.evenSigns(i / EIGHT) >> i % EIGHT & 1);
        }
        constants.put(Emitter.TABLE_NAME, table);
        constants.put("raise", Data.bytes(wide ? 64 : 32, _ -> 0x80));
        if (wide) {
            constants.put("all", Data.ints(1, _ -> -1));
        } else {
            constants.put("spread", Data.bytes(32, i -> i / EIGHT));
            constants.put("bits", Data.bytes(32, i -> 1 << i % EIGHT));
        }
        parts.add(constants, wide);
    }

    @Override
    public void keep(Emitter e) {}

    @Override
    public void heads(Emitter e, int part, int blocks) {
        parts.heads(e, part);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        Vec w = quants(e, chunk);
        parts.indices(e, chunk);
        gather(e, w, book.width(), 0);
        parts.signs(e, this, chunk);
        if (e.isa() != Isa.AVX2 && !e.raised()) {
            e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, w, w, e.constant("raise"));
        }
    }

    private static Vec quants(Emitter e, int chunk) {
        return e.vec(e.wide() ? chunk : W);
    }

    /** Gathers elements of so many bytes from the table, by {@link #T0}. */
    private static void gather(Emitter e, Vec to, int width, int displacement) {
        boolean fours = width == Integer.BYTES;
        Scattered from = new Scattered(Emitter.TABLE, index(e, T0, width), width, displacement);
        if (e.wide()) {
            e.emit(Op.KMOVD_LOAD, GATHERED, e.constant("all"));
            e.emit(fours ? Op.VPGATHERDD : Op.VPGATHERDQ, to.merging(GATHERED), from);
        } else {
            Vec all = e.vec(B);
            e.emit(Op.VPCMPEQB, all, all, all);
            e.emit(fours ? Op.VPGATHERDD_VEX : Op.VPGATHERDQ_VEX, to, from, all);
        }
    }

    /** Returns the register with an index of 32 bits for each {@code width} bytes of a vector. */
    static Vec index(Emitter e, int register, int width) {
        if (width == Integer.BYTES) {
            return e.vec(register);
        }
        return e.wide() ? Vec.ymm(register) : Vec.xmm(register);
    }

    /** Turns the quants whose bits are set, which begin there. */
    void turn(Emitter e, int chunk, int signsAt) {
        Vec w = quants(e, chunk);
        Vec t = e.vec(T0);
        if (e.wide()) {
            e.emit(Op.KMOVQ_LOAD, TURNED, e.weights(signsAt + Long.BYTES * chunk));
            e.emit(Op.VPXORD, t, t, t);
            e.emit(Op.VPSUBB, w.merging(TURNED), t, w);
            return;
        }
        e.emit(Op.VPBROADCASTD, t, e.weights(signsAt + Integer.BYTES * chunk));
        e.emit(Op.VPSHUFB, t, t, e.constant("spread"));
        e.emit(Op.VPAND, t, t, e.constant("bits"));
        e.emit(Op.VPCMPEQB, t, t, e.constant("bits"));
        e.emit(Op.VPXOR, w, w, t);
        e.emit(Op.VPSUBB, w, w, t);
    }

    /** Turns eights of quants by the signs whose numbers are in {@link #T0}. */
    void lookUp(Emitter e, int chunk) {
        Vec w = quants(e, chunk);
        Vec t = e.vec(T1);
        gather(e, t, EIGHT, book.points().length);
        e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, w, w, t);
        e.emit(Op.VPSUBB, w, w, t);
    }
}
