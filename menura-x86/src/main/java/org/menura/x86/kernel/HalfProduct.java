package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes products in bfloat16 with sums in float32, of weights and planes of rows as {@link HalfCode} has them: {@code vdpbf16ps} adds
 * two products of an output to the sums of 16 rows.
 *
 * <p>A sum takes pairs in their order, of a pair the second product first (Intel 64 and IA-32 manual, volume 2, VDPBF16PS); each
 * addition is rounded to the nearest, and what is subnormal is zero.
 */
public final class HalfProduct {
    /** The most planes that meet the weights of an output at once. */
    public static final int MOST_PLANES = 4;

    /** The most outputs at once, and what a strip of weights has. */
    public static final int STRIP = 12;

    /** Sums that registers hold. */
    private static final int SUMS = 24;

    private static final int VECTOR = HalfCode.VECTOR;
    private static final int PAIRS = HalfCode.BLOCK / 2;

    /** Pairs ahead that planes are asked for. */
    private static final int AHEAD = 8;

    private static final Gpr WEIGHTS = Gpr.RDI;
    private static final Gpr PLANES = Gpr.RSI;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr COUNTS = Gpr.RCX;

    /** A strip of weights in bfloat16, or a block of it. */
    private static final Gpr STRIP_AT = Gpr.R8;

    private static final Gpr PLANE = Gpr.R9;
    private static final Gpr THREE_PLANES = Gpr.R10;
    private static final Gpr OUT_ROW = Gpr.R11;
    private static final Gpr AT = Gpr.RAX;
    private static final Gpr LEFT = Gpr.RBX;
    private static final Gpr TURNS = Gpr.R12;

    private final Assembler a = new Assembler();
    private final int planes;
    private final int outputs;

    /** Bytes from an output's weights in the strip to the next one's. */
    private final int stride;

    private HalfProduct(int planes, int stride) {
        if (planes < 1 || planes > MOST_PLANES) {
            throw new IllegalArgumentException("no product with %d planes".formatted(planes));
        }
        this.planes = planes;
        this.outputs = outputs(planes);
        this.stride = stride;
    }

    /** Returns the outputs that are computed together with so many planes: the more, the fewer planes there are. */
    public static int outputs(int planes) {
        return planes > 2 ? SUMS / MOST_PLANES : STRIP;
    }

    /**
     * Writes {@code void product(strip, planes, sums, counts)}: {@link #outputs} rows of bfloat16, turn by turn with so many planes,
     * sums [outputs, rows] that are added to. The counts are four longs: blocks of values, bytes from one plane and one row of sums to
     * the next, and turns.
     *
     * @param stride bytes from one row of weights to the next
     */
    public static byte[] many(int planes, int stride) {
        HalfProduct product = new HalfProduct(planes, stride);
        return product.many();
    }

    private byte[] many() {
        begin();
        a.mov(TURNS, Mem.at(COUNTS, 3 * Long.BYTES));
        Label turn = new Label();
        a.bind(turn);
        sums(Move.LOAD);
        a.mov(STRIP_AT, WEIGHTS);
        a.mov(AT, PLANES);
        a.mov(LEFT, Mem.at(COUNTS, 0));
        Label next = new Label();
        a.bind(next);
        pairs();
        a.add(STRIP_AT, VECTOR);
        a.sub(LEFT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        sums(Move.STORE);
        a.add(OUT, planes * VECTOR);
        for (int p = 0; p < planes; p++) {
            a.add(PLANES, PLANE);
        }
        a.sub(TURNS, 1);
        a.branch(Condition.NOT_EQUAL, turn);
        return end();
    }

    /**
     * Writes {@code void product(weights, planes, sums, counts, block)}: {@link #outputs} rows of weights with so many planes, sums
     * [outputs, rows] that are set. Weights are rounded block by block while they are multiplied, into memory for a block of {@link
     * #STRIP} rows; those of the next outputs are asked for. The counts are three longs as those of {@link #many}.
     *
     * @param in weights to an output
     */
    public static byte[] few(DType type, int in, int planes) {
        return new HalfProduct(planes, VECTOR).rounding(type, in, false);
    }

    /**
     * Writes {@code void product(weights, planes, sums, counts, strip)}, the first turn of {@link #many} with {@link #MOST_PLANES}
     * planes: sums are added to, and the strip is made of the weights on the way.
     *
     * @param in weights to an output
     * @param stride bytes from one row of the strip to the next
     */
    public static byte[] first(DType type, int in, int stride) {
        return new HalfProduct(MOST_PLANES, stride).rounding(type, in, true);
    }

    private byte[] rounding(DType type, int in, boolean first) {
        int rowBytes = Math.toIntExact(type.bytes(in));
        int block = Math.toIntExact(type.bytes(HalfCode.BLOCK));
        begin();
        sums(first ? Move.LOAD : Move.CLEAR);
        a.mov(AT, PLANES);
        a.mov(LEFT, Mem.at(COUNTS, 0));
        Label next = new Label();
        a.bind(next);
        for (int o = 0; o < outputs; o++) {
            for (int line = 0; line < block; line += VECTOR) {
                a.prefetch(Mem.at(WEIGHTS, (outputs + o) * rowBytes + line));
            }
            Vec to = Vec.zmm(o % 2 * 2);
            HalfCode.block(a, type, Mem.at(WEIGHTS, o * rowBytes), to, Vec.zmm(o % 2 * 2 + 1));
            a.emit(Op.VMOVUPS_STORE, Mem.at(STRIP_AT, o * stride), to);
        }
        pairs();
        a.add(WEIGHTS, block);
        if (first) {
            a.add(STRIP_AT, VECTOR);
        }
        a.sub(LEFT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        sums(Move.STORE);
        return end();
    }

    private void begin() {
        a.push(LEFT);
        a.push(TURNS);
        a.mov(PLANE, Mem.at(COUNTS, Long.BYTES));
        a.mov(OUT_ROW, Mem.at(COUNTS, 2 * Long.BYTES));
        a.lea(THREE_PLANES, Mem.at(PLANE, PLANE, 2, 0));
    }

    private byte[] end() {
        a.pop(TURNS);
        a.pop(LEFT);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** The pairs of a block. */
    private void pairs() {
        for (int k = 0; k < PAIRS; k++) {
            for (int p = 0; p < planes; p++) {
                a.emit(Op.VMOVUPS, Vec.zmm(p), plane(p, k * VECTOR));
                a.prefetch(plane(p, (k + AHEAD) * VECTOR));
            }
            for (int o = 0; o < outputs; o++) {
                Vec pair = Vec.zmm(planes + o % 2);
                a.emit(Op.VPBROADCASTD, pair, Mem.at(STRIP_AT, o * stride + k * HalfCode.PAIR));
                for (int p = 0; p < planes; p++) {
                    a.emit(Op.VDPBF16PS, sum(o, p), pair, Vec.zmm(p));
                }
            }
        }
        a.add(AT, PAIRS * VECTOR);
    }

    private enum Move {
        CLEAR,
        LOAD,
        STORE
    }

    private void sums(Move move) {
        a.mov(AT, OUT);
        for (int o = 0; o < outputs; o++) {
            for (int p = 0; p < planes; p++) {
                Mem place = Mem.at(AT, p * VECTOR);
                switch (move) {
                    case CLEAR -> a.emit(Op.VPXORD, sum(o, p), sum(o, p), sum(o, p));
                    case LOAD -> a.emit(Op.VMOVUPS, sum(o, p), place);
                    case STORE -> a.emit(Op.VMOVUPS_STORE, place, sum(o, p));
                }
            }
            a.add(AT, OUT_ROW);
        }
    }

    private Mem plane(int p, int at) {
        return switch (p) {
            case 0 -> Mem.at(AT, at);
            case 3 -> Mem.at(AT, THREE_PLANES, 1, at);
            default -> Mem.at(AT, PLANE, p, at);
        };
    }

    private Vec sum(int o, int p) {
        return Vec.zmm(31 - (o * planes + p));
    }
}
