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
 * Writes products in bfloat16 with a few rows: those of {@link HalfProduct}, in the same order and with the same bits. There rows lie
 * side by side in a vector, here {@link #OUTPUTS} outputs, whose weights are turned around in registers; so the weights are read once,
 * whatever the number of rows.
 */
public final class HalfDots {
    /** Outputs that are computed together. */
    public static final int OUTPUTS = 16;

    /** The most rows that a product can be written for. */
    public static final int MOST_ROWS = 8;

    /** Rows up to which two groups take turns, as an addition to a sum waits for the last one. */
    private static final int TWICE_ROWS = 4;

    /** Weights to an output of models that lie in a cache. From memory, weights of two groups come from too many places at a time. */
    private static final int TWICE_IN = 384;

    private static final int VECTOR = HalfCode.VECTOR;

    /** How far ahead a group's weights, which are in the second-level cache by then, are asked into the first. */
    private static final int FIRST_AHEAD = 4 * VECTOR;

    private static final Gpr WEIGHTS = Gpr.RDI;
    private static final Gpr X = Gpr.RSI;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr GROUPS = Gpr.RCX;
    private static final Gpr OUT_STRIDE = Gpr.R8;
    private static final Gpr AT = Gpr.RAX;
    private static final Gpr X_AT = Gpr.R9;
    private static final Gpr LEFT = Gpr.R10;

    /** The weights of the next group, asked for as they follow each other: those of a group come from 16 places at a time. */
    private static final Gpr NEXT = Gpr.R11;

    private static final Gpr TARGET = NEXT;

    private final Assembler a = new Assembler();
    private final DType type;
    private final int in;
    private final int rows;

    private final int rowBytes;

    /** The register that holds nothing. */
    private Vec spare = Vec.zmm(OUTPUTS);

    private HalfDots(DType type, int in, int rows) {
        if (rows < 1 || rows > MOST_ROWS || in < HalfCode.BLOCK || in % HalfCode.BLOCK != 0) {
            throw new IllegalArgumentException("no product of %d weights with %d rows".formatted(in, rows));
        }
        this.type = type;
        this.in = in;
        this.rows = rows;
        this.rowBytes = in * Short.BYTES;
    }

    /**
     * Writes {@code void product(weights, x, out, groups, stride)}: groups of {@link #OUTPUTS} rows of weights, rows of bfloat16 that
     * follow each other, and the bytes from one row of out to the next.
     *
     * @param type of the weights, of 16 bits, which are rounded to bfloat16
     * @param in weights to an output, a multiple of {@link HalfCode#BLOCK}
     */
    public static byte[] write(DType type, int in, int rows) {
        return new HalfDots(type, in, rows).code();
    }

    private byte[] code() {
        int together = rows <= TWICE_ROWS && in <= TWICE_IN ? 2 : 1;
        Label end = new Label();
        if (together > 1) {
            Label several = new Label();
            Label rest = new Label();
            a.bind(several);
            a.cmp(GROUPS, together);
            a.branch(Condition.LESS, rest);
            groups(together);
            a.jump(several);
            a.bind(rest);
            a.cmp(GROUPS, 0);
            a.branch(Condition.EQUAL, end);
        }
        Label next = new Label();
        a.bind(next);
        groups(1);
        a.branch(Condition.NOT_EQUAL, next);
        a.bind(end);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** Some groups of outputs; the condition tells whether they were the last. */
    private void groups(int count) {
        for (int g = 0; g < count; g++) {
            for (int r = 0; r < rows; r++) {
                a.emit(Op.VPXORD, sum(g, r), sum(g, r), sum(g, r));
            }
        }
        a.mov(AT, WEIGHTS);
        a.mov(X_AT, X);
        a.lea(NEXT, Mem.at(WEIGHTS, count * OUTPUTS * rowBytes));
        a.mov(LEFT, in / HalfCode.BLOCK);
        Label next = new Label();
        a.bind(next);
        for (int g = 0; g < count; g++) {
            block(g);
        }
        a.add(AT, VECTOR);
        a.add(X_AT, VECTOR);
        a.add(NEXT, count * OUTPUTS * VECTOR);
        a.sub(LEFT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.mov(TARGET, OUT);
        for (int r = 0; r < rows; r++) {
            for (int g = 0; g < count; g++) {
                a.emit(Op.VMOVUPS_STORE, Mem.at(TARGET, g * VECTOR), sum(g, r));
            }
            a.add(TARGET, OUT_STRIDE);
        }
        a.add(WEIGHTS, count * OUTPUTS * rowBytes);
        a.add(OUT, count * VECTOR);
        a.sub(GROUPS, count);
    }

    /** A block of weights of a group, with that of all rows. */
    private void block(int group) {
        spare = Vec.zmm(OUTPUTS);
        Vec[] weights = new Vec[OUTPUTS];
        for (int i = 0; i < OUTPUTS; i++) {
            int o = group * OUTPUTS + i;
            weights[i] = Vec.zmm(i);
            HalfCode.block(a, type, Mem.at(AT, o * rowBytes), weights[i], spare);
            a.prefetchSecond(Mem.at(NEXT, o * VECTOR));
            a.prefetch(Mem.at(AT, o * rowBytes + FIRST_AHEAD));
        }
        Vec[] pairs = turn(weights);
        for (int k = 0; k < pairs.length; k++) {
            for (int r = 0; r < rows; r++) {
                Mem x = Mem.at(X_AT, r * rowBytes + k * HalfCode.PAIR);
                a.emit(Op.VDPBF16PS, sum(group, r), pairs[k], x.broadcasting());
            }
        }
    }

    /**
     * Turns the pairs of a block of each output into the outputs of each pair: [16, 16]. Pairs first come together within the quarters
     * of vectors, then the quarters.
     */
    private Vec[] turn(Vec[] outputs) {
        Vec[] v = outputs;
        for (int i = 0; i < OUTPUTS; i += 2) {
            both(v, i, i + 1, Op.VUNPCKLPS, Op.VUNPCKHPS);
        }
        // Of outputs 4q to 4q + 3, register 4q + c then has pair c of each quarter.
        for (int i = 0; i < OUTPUTS; i += 4) {
            both(v, i, i + 2, Op.VSHUFPS, 0x44, 0xee);
            both(v, i + 1, i + 3, Op.VSHUFPS, 0x44, 0xee);
            swap(v, i + 1, i + 2);
        }
        Vec[] pairs = new Vec[OUTPUTS];
        for (int c = 0; c < 4; c++) {
            both(v, c, c + 4, Op.VSHUFF32X4, 0x44, 0xee);
            both(v, c + 8, c + 12, Op.VSHUFF32X4, 0x44, 0xee);
            both(v, c, c + 8, Op.VSHUFF32X4, 0x88, 0xdd);
            both(v, c + 4, c + 12, Op.VSHUFF32X4, 0x88, 0xdd);
            pairs[c] = v[c];
            pairs[c + 4] = v[c + 8];
            pairs[c + 8] = v[c + 4];
            pairs[c + 12] = v[c + 12];
        }
        return pairs;
    }

    private static void swap(Vec[] v, int i, int j) {
        Vec other = v[i];
        v[i] = v[j];
        v[j] = other;
    }

    private void both(Vec[] v, int i, int j, Op op, int low, int high) {
        a.emit(op, spare, v[i], v[j], Emitter.imm(low));
        a.emit(op, v[j], v[i], v[j], Emitter.imm(high));
        turned(v, i);
    }

    private void both(Vec[] v, int i, int j, Op low, Op high) {
        a.emit(low, spare, v[i], v[j]);
        a.emit(high, v[j], v[i], v[j]);
        turned(v, i);
    }

    /** What the first of two has become lies in the spare register, and what it was is no longer needed. */
    private void turned(Vec[] v, int i) {
        Vec before = v[i];
        v[i] = spare;
        spare = before;
    }

    private Vec sum(int group, int row) {
        return Vec.zmm(31 - group * rows - row);
    }
}
