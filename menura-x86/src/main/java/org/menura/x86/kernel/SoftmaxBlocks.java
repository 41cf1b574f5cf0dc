package org.menura.x86.kernel;

import java.util.List;
import org.menura.tensor.KvCache;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes what lies between the products of attention over a sequence: softmax of scores and the way back through it. Scores lie in columns,
 * whose number is one of whole vectors, or in rows of {@link KvCache#BLOCK}. All counts are at least 1.
 */
public final class SoftmaxBlocks {
    /** A number of columns must be a multiple of it. */
    public static final int COLUMNS = FloatCode.SUMS;

    private static final int ROW_BYTES = KvCache.BLOCK * Float.BYTES;

    private static final Gpr FROM = Gpr.R10;
    private static final Gpr LEFT = Gpr.R11;
    private static final Gpr BLOCKS = Gpr.RAX;

    private final FloatCode c;

    private SoftmaxBlocks(Isa isa) {
        c = new FloatCode(isa);
    }

    /** Writes {@code void f(s, -, top, columns, bytes from row to row, rows)}: the greatest of each column. */
    public static byte[] columnMax(Isa isa) {
        FloatCode c = new SoftmaxBlocks(isa).c;
        columns(c, List.of(FloatCode.A, FloatCode.C), () -> {
            c.load(0, Mem.at(FloatCode.A, 0));
            rows(c, () -> {
                c.load(1, Mem.at(FROM, 0));
                c.op(Op.VMAXPS, 0, 1, 0);
            });
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }

    /** Writes {@code void f(s, shifts, sums, columns, bytes from row to row, rows)}: s = exp(s - shift) of each column, which is added to its sum. */
    public static byte[] columnExp(Isa isa) {
        FloatCode c = new SoftmaxBlocks(isa).c;
        Powers.constantsOfExp(c);
        Powers.constantsOfExpBelow(c);
        columns(c, List.of(FloatCode.A, FloatCode.B, FloatCode.C), () -> {
            c.load(6, Mem.at(FloatCode.B, 0));
            c.load(7, Mem.at(FloatCode.C, 0));
            rows(c, () -> {
                c.load(3, Mem.at(FROM, 0));
                c.op(Op.VSUBPS, 3, 3, 6);
                Powers.expBelow(c, 2, 3, 4, 5);
                c.store(Mem.at(FROM, 0), 2);
                c.op(Op.VADDPS, 7, 7, 2);
            });
            c.store(Mem.at(FloatCode.C, 0), 7);
        });
        return c.end();
    }

    /** Steps of each vector of columns. */
    private static void columns(FloatCode c, List<Gpr> arrays, Runnable steps) {
        Label next = new Label();
        c.a.bind(next);
        steps.run();
        arrays.forEach(array -> c.a.add(array, c.lanes() * Float.BYTES));
        c.a.sub(FloatCode.D, c.lanes());
        c.a.branch(Condition.NOT_EQUAL, next);
    }

    /** Steps of each row of a vector of columns. */
    private static void rows(FloatCode c, Runnable steps) {
        Label next = new Label();
        c.a.mov(FROM, FloatCode.A);
        c.a.mov(LEFT, FloatCode.N);
        c.a.bind(next);
        steps.run();
        c.a.add(FROM, FloatCode.E);
        c.a.sub(LEFT, 1);
        c.a.branch(Condition.NOT_EQUAL, next);
    }

    /**
     * Writes {@code void f(s, -, sums, blocks, bytes from block to block, rows)}: {@code s = exp(s - max s)} of each row, which has {@link KvCache#BLOCK}
     * scores in each block, and its sum, as {@link SumRow} has sums. Of a row of negative infinities all is zero.
     */
    public static byte[] weigh(Isa isa) {
        SoftmaxBlocks rows = new SoftmaxBlocks(isa);
        FloatCode c = rows.c;
        Powers.constantsOfExp(c);
        Powers.constantsOfExpBelow(c);
        c.constants(Float.NEGATIVE_INFINITY, -Float.MAX_VALUE);
        Label next = new Label();
        c.a.bind(next);
        c.load(0, Float.NEGATIVE_INFINITY);
        rows.blocks(at -> c.emit(Op.VMAXPS, c.vec(0), c.vec(0), at));
        c.greatest(Op.VMAXPS, 0, 2);
        // A row that sees nothing has nothing to subtract.
        c.emit(Op.VMAXPS, Vec.xmm(0), Vec.xmm(0), c.constant(-Float.MAX_VALUE));
        c.emit(Op.VBROADCASTSS, c.vec(6), Vec.xmm(0));
        c.clear(0);
        c.clear(1);
        int[] sum = {0};
        rows.blocks(at -> {
            c.load(3, at);
            c.op(Op.VSUBPS, 3, 3, 6);
            Powers.expBelow(c, 2, 3, 4, 5);
            c.store(at, 2);
            c.op(Op.VADDPS, sum[0], sum[0], 2);
            sum[0] = (sum[0] + 1) % c.halves();
        });
        c.total(0, 2);
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(0));
        c.a.add(FloatCode.C, Float.BYTES);
        c.a.add(FloatCode.A, ROW_BYTES);
        c.a.sub(FloatCode.N, 1);
        c.a.branch(Condition.NOT_EQUAL, next);
        return c.end();
    }

    private interface Step {
        void take(Mem at);
    }

    /** Steps of each vector of a row. */
    private void blocks(Step step) {
        Label next = new Label();
        c.a.mov(FROM, FloatCode.A);
        c.a.mov(BLOCKS, FloatCode.D);
        c.a.bind(next);
        for (int i = 0; i < ROW_BYTES; i += c.lanes() * Float.BYTES) {
            step.take(Mem.at(FROM, i));
        }
        c.a.add(FROM, FloatCode.E);
        c.a.sub(BLOCKS, 1);
        c.a.branch(Condition.NOT_EQUAL, next);
    }

    /** Writes {@code void f(p, shifts, d, -, -, rows)}: {@code d = p · (d - shift)} of rows of a block, each rounded. */
    public static byte[] back(Isa isa) {
        FloatCode c = new SoftmaxBlocks(isa).c;
        Label next = new Label();
        c.a.bind(next);
        c.emit(Op.VBROADCASTSS, c.vec(1), Mem.at(FloatCode.B, 0));
        for (int i = 0; i < ROW_BYTES; i += c.lanes() * Float.BYTES) {
            c.load(0, Mem.at(FloatCode.C, i));
            c.op(Op.VSUBPS, 0, 0, 1);
            c.emit(Op.VMULPS, c.vec(0), c.vec(0), Mem.at(FloatCode.A, i));
            c.store(Mem.at(FloatCode.C, i), 0);
        }
        c.a.add(FloatCode.A, ROW_BYTES);
        c.a.add(FloatCode.B, Float.BYTES);
        c.a.add(FloatCode.C, ROW_BYTES);
        c.a.sub(FloatCode.N, 1);
        c.a.branch(Condition.NOT_EQUAL, next);
        return c.end();
    }

    /**
     * Writes {@code void f(a, b, out, bytes from row to row, elements, rows)}: {@code out[r] = Σ a[r, i] · b[r, i]}, fused in 32 sums, of the elements l,
     * l + 32 and so on; the elements are a multiple of 16.
     */
    public static byte[] dots(Isa isa) {
        FloatCode c = new SoftmaxBlocks(isa).c;
        Label next = new Label();
        Label more = new Label();
        Label end = new Label();
        c.a.bind(next);
        for (int i = 0; i < 2 * c.halves(); i++) {
            c.clear(i);
        }
        c.a.zero(FROM);
        c.a.mov(LEFT, FloatCode.E);
        c.a.bind(more);
        sixteen(c, 0);
        c.a.cmp(LEFT, 1);
        c.a.branch(Condition.LESS, end);
        sixteen(c, c.halves());
        c.a.cmp(LEFT, 1);
        c.a.branch(Condition.NOT_LESS, more);
        c.a.bind(end);
        for (int h = 0; h < c.halves(); h++) {
            c.op(Op.VADDPS, h, h, c.halves() + h);
        }
        c.total(0, 2);
        c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, 0), Vec.xmm(0));
        c.a.add(FloatCode.C, Float.BYTES);
        c.a.add(FloatCode.A, FloatCode.D);
        c.a.add(FloatCode.B, FloatCode.D);
        c.a.sub(FloatCode.N, 1);
        c.a.branch(Condition.NOT_EQUAL, next);
        return c.end();
    }

    /** Adds 16 products to 16 sums, from a register on. */
    private static void sixteen(FloatCode c, int sums) {
        for (int h = 0; h < c.halves(); h++) {
            int at = h * c.lanes() * Float.BYTES;
            c.load(4, Mem.at(FloatCode.A, FROM, 1, at));
            c.emit(Op.VFMADD231PS, c.vec(sums + h), c.vec(4), Mem.at(FloatCode.B, FROM, 1, at));
        }
        c.a.add(FROM, FloatCode.SUMS * Float.BYTES);
        c.a.sub(LEFT, FloatCode.SUMS);
    }
}
