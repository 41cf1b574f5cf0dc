package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes the product of weights, read as they are stored, with 1 to {@link #MOST_ROWS} rows of activations, rounded for
 * quantised weights: {@code void product(weights, activations, out, outputs, stride of a row of out in bytes)} by the System V
 * calling convention.
 *
 * <p>The order of sums is the same for all instructions, numbers of rows and threads. An output has 16 sums. Sum l is that of
 * elements 4l to 4l + 3 of each block, and of blocks with an even number for l below 8, of the others from 8 on: their
 * products are added exactly as integers, and the integer is multiplied by the product of both scales and added by a fused
 * multiply-add, block after block. In the end l and l + 8 are added, then l and l + 4, l + 2, l + 1. With activations that are not
 * rounded there are 32 sums, for otherwise each would wait for its last addition: sum l is that of the elements l, l + 32 and so on,
 * and l and l + 16 are added first.
 */
public final class BlockProduct {
    /** Rows of activations that a product can be written for. */
    public static final int MOST_ROWS = 16;

    /** How far ahead weights are asked for: some microsecond. */
    private static final int AHEAD = 2048;

    /** The same with several rows and weights of a byte or more. */
    private static final int FAR_AHEAD = 8192;

    private static final int LINE = Prefetch.LINE;

    private static final Gpr ROW = Gpr.RDI;
    private static final Gpr X = Emitter.FIRST_ACTIVATIONS;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr OUTPUTS = Gpr.RCX;
    private static final Gpr OUT_STRIDE = Gpr.R8;
    private static final Gpr TARGET = Gpr.R11;

    private final BlockFamily family;
    private final Isa isa;
    private final int blocks;
    private final boolean second;
    private final Assembler a;
    private final Emitter e;

    private BlockProduct(BlockFamily family, Isa isa, int blocks, int rows, boolean second, Assembler a) {
        this.family = family;
        this.isa = isa;
        this.blocks = blocks;
        this.second = second;
        this.a = a;
        this.e = new Emitter(a, isa, family.layout(blocks), rows);
    }

    /**
     * Writes the product.
     *
     * @param blocks blocks of activations in a row of weights: of 32, or of 8 for floats
     * @param rows rows of activations
     * @param second whether weights are asked into the second-level cache, see {@link
     *     org.menura.x86.code.Processor#asksSecondCache}
     * @throws IllegalArgumentException if the format's blocks don't fill a row, or there are too many rows
     */
    public static byte[] write(BlockFamily family, Isa isa, int blocks, int rows, boolean second) {
        return write(family, isa, blocks, rows, second, new Assembler());
    }

    static byte[] write(BlockFamily family, Isa isa, int blocks, int rows, boolean second, Assembler a) {
        int perBlock = Math.max(1, family.type().blockSize() / family.block());
        if (rows < 1 || rows > MOST_ROWS || blocks < 1 || blocks % perBlock != 0) {
            throw new IllegalArgumentException(
                    "no product of %d blocks of %s with %d rows".formatted(blocks, family.type(), rows));
        }
        return new BlockProduct(family, isa, blocks, rows, second, a).code(rows);
    }

    private byte[] code(int rows) {
        e.begin(family);
        int together = family.outputsAtOnce(isa, rows);
        Label end = new Label();
        if (together > 1) {
            Label groups = new Label();
            Label rest = new Label();
            a.bind(groups);
            a.cmp(OUTPUTS, together);
            a.branch(Condition.LESS, rest);
            outputs(rows, together);
            a.jump(groups);
            a.bind(rest);
            a.cmp(OUTPUTS, 0);
            a.branch(Condition.EQUAL, end);
        }
        Label next = new Label();
        a.bind(next);
        outputs(rows, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.bind(end);
        e.finish(family);
        return a.code();
    }

    /** Some outputs of all rows; the condition tells whether they were the last. */
    private void outputs(int rows, int count) {
        e.outputs(count, rowBytes());
        int atOnce = family.rowsAtOnce(isa);
        for (int r = 0; r < rows; r += atOnce) {
            dot(r, Math.min(atOnce, rows - r));
        }
        a.add(ROW, count * rowBytes());
        a.add(OUT, count * Float.BYTES);
        a.sub(OUTPUTS, count);
    }

    private int rowBytes() {
        return bytes(blocks);
    }

    private int bytes(int count) {
        return Math.toIntExact(family.type().bytes((long) count * family.block()));
    }

    /** The outputs of some rows. */
    private void dot(int firstRow, int count) {
        e.rows(firstRow, count);
        for (int o = 0; o < e.outputs(); o++) {
            for (int r = 0; r < count; r++) {
                for (Vec sum : sums(o, r)) {
                    clear(sum);
                }
            }
        }
        int step = family.blocksPerStep();
        int turn = step * family.stepsPerTurn();
        int turns = blocks / turn;
        a.mov(Emitter.WEIGHTS, ROW);
        a.mov(Emitter.ACTIVATIONS, X);
        a.zero(Emitter.TURNED);
        int done = 0;
        if (turns > 1) {
            Label again = new Label();
            a.bind(again);
            steps(turn, count);
            a.add(Emitter.WEIGHTS, bytes(turn));
            a.add(Emitter.ACTIVATIONS, turn * Rounded.BLOCK);
            a.add(Emitter.TURNED, turn * Float.BYTES);
            a.cmp(Emitter.TURNED, turns * turn * Float.BYTES);
            a.branch(Condition.NOT_EQUAL, again);
            done = turns * turn;
        }
        steps(blocks - done, count);
        for (int r = 0; r < count; r++) {
            if (firstRow + r == 0) {
                a.mov(TARGET, OUT);
            } else {
                a.add(TARGET, OUT_STRIDE);
            }
            for (int o = 0; o < e.outputs(); o++) {
                total(o, r);
            }
        }
    }

    /** How far ahead weights are asked into the first cache alone, with so many rows. */
    private int ahead(int rows) {
        boolean packed = family.type().blockBytes() < family.type().blockSize();
        // For one row, weights of a byte or more need so little arithmetic that AMD's processors ask for them in time.
        return packed ? AHEAD : rows == 1 ? 0 : FAR_AHEAD;
    }

    /** The registers of an output's sums of a row. */
    private Vec[] sums(int o, int r) {
        if (family.rounded()) {
            return isa == Isa.AVX512 ? new Vec[] {e.sum(r)} : new Vec[] {e.sum(r, 0), e.sum(r, 1)};
        }
        return isa == Isa.AVX512
                ? new Vec[] {e.floatSum(o, r, 0), e.floatSum(o, r, 2)}
                : new Vec[] {e.floatSum(o, r, 0), e.floatSum(o, r, 1), e.floatSum(o, r, 2), e.floatSum(o, r, 3)};
    }

    private void clear(Vec sum) {
        if (isa == Isa.AVX512) {
            a.emit(Op.VPXORD, sum, sum, sum);
        } else {
            a.emit(Op.VXORPS, sum, sum, sum);
        }
    }

    /** The steps of some blocks of so many rows. */
    private void steps(int count, int rows) {
        int step = family.blocksPerStep();
        int begin = 0;
        for (int b = 0; b < count; b += step) {
            int n = Math.min(step, count - b);
            int end = bytes(b + n);
            for (int line = Math.ceilDiv(begin, LINE) * LINE; e.firstRow() == 0 && line < end; line += LINE) {
                askFor(line, rows);
            }
            e.at(begin, b);
            family.step(e, n);
            begin = end;
        }
    }

    /** Asks for what is to be read after a line of weights: of several outputs that of the next ones. */
    private void askFor(int line, int rows) {
        if (e.outputs() > 1) {
            for (int o = 0; o < e.outputs(); o++) {
                Prefetch.line(a, Mem.at(Emitter.WEIGHTS, (e.outputs() + o) * rowBytes() + line), second);
            }
            return;
        }
        int ahead = ahead(rows);
        if (second) {
            Prefetch.following(a, Mem.at(Emitter.WEIGHTS, line));
        } else if (ahead > 0) {
            Prefetch.line(a, Mem.at(Emitter.WEIGHTS, line + ahead), false);
        }
    }

    /** Adds up an output's sums of a row and stores them. */
    private void total(int output, int row) {
        Vec t = Vec.ymm(0);
        Vec u = Vec.ymm(1);
        Vec[] sums = sums(output, row);
        int half = sums.length / 2;
        for (int i = 0; !family.rounded() && i < half; i++) {
            a.emit(Op.VADDPS, sums[i], sums[i], sums[i + half]);
        }
        if (isa == Isa.AVX512) {
            a.emit(Op.VEXTRACTF64X4, t, sums[0], Emitter.imm(1));
            a.emit(Op.VADDPS, t, t, sums[0].ymm());
        } else {
            a.emit(Op.VADDPS, t, sums[0], sums[1]);
        }
        a.emit(Op.VEXTRACTF128, u.xmm(), t, Emitter.imm(1));
        a.emit(Op.VADDPS, t.xmm(), t.xmm(), u.xmm());
        a.emit(Op.VPERMILPS, u.xmm(), t.xmm(), Emitter.imm(0b1110));
        a.emit(Op.VADDPS, t.xmm(), t.xmm(), u.xmm());
        a.emit(Op.VPERMILPS, u.xmm(), t.xmm(), Emitter.imm(0b01));
        a.emit(Op.VADDSS, t.xmm(), t.xmm(), u.xmm());
        a.emit(Op.VMOVSS_STORE, Mem.at(TARGET, output * Float.BYTES), t.xmm());
    }
}
