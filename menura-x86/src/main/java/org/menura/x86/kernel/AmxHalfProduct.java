package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Tmm;
import org.menura.x86.asm.Vec;

/**
 * Writes products in bfloat16 with sums in float32 by the tiles of AMX, of weights and planes of rows as {@link HalfCode} has them. An output
 * of a row is a sum of blocks of 32 values, in their order; of a block the products of its even and those of its odd values are added up
 * apart, by fused multiply-adds, and then to each other. All of it is rounded to the nearest, and what is subnormal is zero (Intel 64
 * and IA-32 manual, volume 2, TDPBF16PS).
 */
public final class AmxHalfProduct {
    /** Outputs of a strip: two tiles of them meet two planes. */
    public static final int OUTPUTS = 32;

    /** The most planes that are computed together. */
    public static final int MOST_PLANES = 2;

    private static final int ROWS = AmxFrame.ROWS;

    /** Bytes of a block of all outputs of a strip. */
    public static final int BLOCK = OUTPUTS * HalfCode.VECTOR;

    private static final int VECTOR = HalfCode.VECTOR;

    /** Bytes of a block of a plane: a tile. */
    private static final int TILE = HalfCode.BLOCK / 2 * VECTOR;

    /** Blocks ahead that weights are asked for where all outputs of a strip are read side by side. */
    private static final int BLOCKS_AHEAD = 4;

    private static final Tmm[] WEIGHTS = {Tmm.TMM0, Tmm.TMM1};
    private static final Tmm[] PLANES = {Tmm.TMM2, Tmm.TMM3};
    private static final Tmm[] SUMS = {Tmm.TMM4, Tmm.TMM5, Tmm.TMM6, Tmm.TMM7};

    private static final Gpr STRIP = Gpr.RDI;
    private static final Gpr PLANES_AT = Gpr.RSI;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr TURNS = Gpr.RCX;
    private static final Gpr SUM_BYTES = Gpr.R8;
    private static final Gpr W = Gpr.R9;
    private static final Gpr X = Gpr.R10;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr ROW_BYTES = Gpr.RAX;
    private static final Gpr VECTOR_BYTES = Gpr.RBX;

    private AmxHalfProduct() {}

    /** Returns the bytes from a row of a strip to the next one: an odd number of lines, or rows would drive each other out of the caches. */
    public static int stride(int in) {
        int lines = in * Short.BYTES / VECTOR;
        return (lines % 2 == 0 ? lines + 1 : lines) * VECTOR;
    }

    /** Returns the bytes of a strip. */
    public static int stripBytes(int in) {
        return OUTPUTS * stride(in);
    }

    /**
     * Writes {@code void copy(weights, strip, outputs)}, which rounds rows of weights to bfloat16 as a strip has them.
     *
     * @param in weights to an output
     */
    public static byte[] strip(DType type, int in) {
        Assembler a = new Assembler();
        Gpr from = Gpr.RDI;
        Gpr to = Gpr.RSI;
        Gpr outputs = Gpr.RDX;
        Gpr left = Gpr.RCX;
        int bytes = Math.toIntExact(type.bytes(HalfCode.BLOCK));
        Label output = new Label();
        a.bind(output);
        a.mov(left, in / HalfCode.BLOCK);
        Label next = new Label();
        a.bind(next);
        for (int line = 0; line < bytes; line += Prefetch.LINE) {
            Prefetch.following(a, Mem.at(from, line));
        }
        HalfCode.block(a, type, Mem.at(from, 0), Vec.zmm(0), Vec.zmm(1));
        a.emit(Op.VMOVUPS_STORE, Mem.at(to, 0), Vec.zmm(0));
        a.add(from, bytes);
        a.add(to, VECTOR);
        a.sub(left, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.add(to, stride(in) - in * Short.BYTES);
        a.sub(outputs, 1);
        a.branch(Condition.NOT_EQUAL, output);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /**
     * Writes {@code void product(strip, planes, out, turns, bytes from an output of out to the next one)}, turn by turn with so many
     * planes, out [outputs, rows].
     *
     * @param in weights to an output
     */
    public static byte[] product(int in, int planes) {
        if (planes < 1 || planes > MOST_PLANES) {
            throw new IllegalArgumentException("no product with %d planes".formatted(planes));
        }
        Assembler a = new Assembler();
        AmxFrame frame = begin(a);
        a.mov(ROW_BYTES, stride(in));
        Label turn = new Label();
        a.bind(turn);
        for (int i = 0; i < 2 * planes; i++) {
            a.tileZero(sum(i / planes, i % planes));
        }
        a.mov(W, STRIP);
        a.mov(X, PLANES_AT);
        a.mov(COUNT, in / HalfCode.BLOCK);
        Label next = new Label();
        a.bind(next);
        a.tileLoad(WEIGHTS[0], Mem.at(W, ROW_BYTES, 1, 0));
        for (int p = 0; p < planes; p++) {
            a.tileLoad(PLANES[p], Mem.at(X, VECTOR_BYTES, 1, p * planeBytes(in)));
            a.tileHalves(sum(0, p), WEIGHTS[0], PLANES[p]);
        }
        a.tileLoad(WEIGHTS[1], Mem.at(W, ROW_BYTES, 1, ROWS * stride(in)));
        for (int p = 0; p < planes; p++) {
            a.tileHalves(sum(1, p), WEIGHTS[1], PLANES[p]);
        }
        a.add(W, VECTOR);
        a.add(X, TILE);
        a.sub(COUNT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.mov(W, OUT);
        store(a, W, planes);
        a.add(OUT, planes * VECTOR);
        a.add(PLANES_AT, planes * planeBytes(in));
        a.sub(TURNS, 1);
        a.branch(Condition.NOT_EQUAL, turn);
        frame.end();
        return a.code();
    }

    /**
     * Writes {@code void product(weights, plane, out, groups, bytes from an output of out to the next one, memory for a block of a
     * strip)}, with one plane, of so many times {@link #OUTPUTS} outputs: weights are rounded block by block while they are
     * multiplied, and asked for ahead; out [outputs, rows].
     *
     * @param in weights to an output
     */
    public static byte[] few(DType type, int in) {
        Assembler a = new Assembler();
        AmxFrame frame = begin(a);
        int rowBytes = Math.toIntExact(type.bytes(in));
        int blocks = in / HalfCode.BLOCK;
        int ahead = Math.min(BLOCKS_AHEAD, blocks);
        Label group = new Label();
        a.bind(group);
        a.tileZero(sum(0, 0));
        a.tileZero(sum(1, 0));
        a.mov(X, PLANES_AT);
        if (blocks > ahead) {
            fewBlocks(a, type, rowBytes, blocks - ahead, ahead * VECTOR);
        }
        fewBlocks(a, type, rowBytes, ahead, ahead * VECTOR + (OUTPUTS - 1) * rowBytes);
        store(a, OUT, 1);
        a.add(STRIP, (OUTPUTS - 1) * rowBytes);
        a.sub(TURNS, 1);
        a.branch(Condition.NOT_EQUAL, group);
        frame.end();
        return a.code();
    }

    /** Begins code whose tiles are all whole. */
    private static AmxFrame begin(Assembler a) {
        AmxFrame frame = new AmxFrame(a, VECTOR_BYTES);
        for (Tmm tile : Tmm.values()) {
            frame.tile(tile, ROWS, VECTOR);
        }
        frame.begin();
        a.mov(VECTOR_BYTES, VECTOR);
        return frame;
    }

    /** Stores the sums of a strip's outputs, of so many planes, and leaves the register behind them. */
    private static void store(Assembler a, Gpr to, int planes) {
        for (int o = 0; o < 2; o++) {
            for (int p = 0; p < planes; p++) {
                a.tileStore(Mem.at(to, SUM_BYTES, 1, p * VECTOR), sum(o, p));
            }
            a.lea(to, Mem.at(to, SUM_BYTES, 8, 0));
            a.lea(to, Mem.at(to, SUM_BYTES, 8, 0));
        }
    }

    /** Some blocks of all outputs of a group; lines so many bytes ahead are asked for. */
    private static void fewBlocks(Assembler a, DType type, int rowBytes, int count, int ahead) {
        a.mov(COUNT, count);
        Label next = new Label();
        a.bind(next);
        for (int o = 0; o < OUTPUTS; o++) {
            Vec to = Vec.zmm(o % 4 * 2);
            a.prefetch(Mem.at(STRIP, o * rowBytes + ahead));
            HalfCode.block(a, type, Mem.at(STRIP, o * rowBytes), to, Vec.zmm(o % 4 * 2 + 1));
            a.emit(Op.VMOVUPS_STORE, Mem.at(W, o * VECTOR), to);
        }
        a.tileLoad(PLANES[0], Mem.at(X, VECTOR_BYTES, 1, 0));
        for (int o = 0; o < 2; o++) {
            a.tileLoad(WEIGHTS[o], Mem.at(W, VECTOR_BYTES, 1, o * ROWS * VECTOR));
            a.tileHalves(sum(o, 0), WEIGHTS[o], PLANES[0]);
        }
        a.add(STRIP, VECTOR);
        a.add(X, TILE);
        a.sub(COUNT, 1);
        a.branch(Condition.NOT_EQUAL, next);
    }

    private static int planeBytes(int in) {
        return in * HalfCode.LANES * Short.BYTES;
    }

    private static Tmm sum(int tile, int plane) {
        return SUMS[tile * MOST_PLANES + plane];
    }
}
