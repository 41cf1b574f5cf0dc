package org.menura.x86.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
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
    // Books are read when a product with such weights is written, not with this class.
    static final LatticeFormat IQ1_S = new LatticeFormat(DType.IQ1_S, 8, 8, Iq1Parts::table, new Iq1Parts.Small());
    static final LatticeFormat IQ1_M = new LatticeFormat(DType.IQ1_M, 8, 16, Iq1Parts::table, new Iq1Parts.Medium());
    static final LatticeFormat IQ2_XXS =
            new LatticeFormat(DType.IQ2_XXS, 8, 8, () -> signed(CodeBook.IQ2_XXS), new Iq2Parts.Smallest());
    static final LatticeFormat IQ2_XS =
            new LatticeFormat(DType.IQ2_XS, 8, 16, () -> signed(CodeBook.IQ2_XS), new Iq2Parts.Small());
    static final LatticeFormat IQ2_S =
            new LatticeFormat(DType.IQ2_S, 8, 16, CodeBook.IQ2_S::points, new Iq2Parts.Signed());
    static final LatticeFormat IQ3_XXS =
            new LatticeFormat(DType.IQ3_XXS, 4, 8, () -> signed(CodeBook.IQ3_XXS), new Iq3Parts.Smallest());
    static final LatticeFormat IQ3_S =
            new LatticeFormat(DType.IQ3_S, 4, 8, CodeBook.IQ3_S::points, new Iq3Parts.Signed());

    /** The elements that gathers fetch: all. A gather clears its mask. */
    private static final Mask GATHERED = Mask.K3;

    private static final Mask TURNED = Mask.K4;
    private static final int SIGNS = 1 << 7;
    private static final int EIGHT = 8;

    /** Bytes of the masks of signs in a table. */
    static final int SIGN_BYTES = SIGNS * EIGHT;

    private final DType type;
    private final int width;
    private final int groups;
    private final Supplier<byte[]> table;
    private final Parts parts;

    /** What the bits of a block are. */
    interface Parts {
        /** Adds the constants that the others read. */
        void add(Map<String, byte[]> constants, boolean wide);

        /** See {@link GroupFormat#heads}. */
        void heads(Emitter e, int part);

        /** Returns where points begin in the table: behind the signs, if it has them. */
        default int pointsAt() {
            return 0;
        }

        /** Puts a chunk's indices into {@link #T0}, 32 bits each. May use {@link #T1}. */
        void indices(Emitter e, int chunk);

        /** Turns the signs of a chunk's quants, by {@link #turn} or {@link #lookUp}. May use {@link #T0} and {@link #T1}. */
        default void signs(Emitter e, int chunk) {}
    }

    /**
     * Creates a format.
     *
     * @param width bytes that an index names
     * @param table makes what it looks up
     */
    private LatticeFormat(DType type, int width, int groups, Supplier<byte[]> table, Parts parts) {
        this.type = type;
        this.width = width;
        this.groups = groups;
        this.table = table;
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
        constants.put(Emitter.TABLE_NAME, table.get());
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
        gather(e, w, width, parts.pointsAt());
        parts.signs(e, chunk);
        if (e.isa() != Isa.AVX2 && !e.raised()) {
            e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, w, w, e.constant("raise"));
        }
    }

    /** Returns the masks of all eights of signs, and the points of a book behind them. */
    private static byte[] signed(CodeBook book) {
        byte[] points = book.points();
        byte[] table = Arrays.copyOf(points, points.length + SIGN_BYTES);
        System.arraycopy(points, 0, table, SIGN_BYTES, points.length);
        for (int i = 0; i < SIGN_BYTES; i++) {
            table[i] = (byte) -(CodeBook.evenSigns(i / EIGHT) >> i % EIGHT & 1);
        }
        return table;
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
    static void turn(Emitter e, int chunk, int signsAt) {
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
    static void lookUp(Emitter e, int chunk) {
        Vec w = quants(e, chunk);
        Vec t = e.vec(T1);
        gather(e, t, EIGHT, 0);
        e.emit(e.wide() ? Op.VPXORD : Op.VPXOR, w, w, t);
        e.emit(Op.VPSUBB, w, w, t);
    }
}
