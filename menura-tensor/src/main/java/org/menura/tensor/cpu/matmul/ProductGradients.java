package org.menura.tensor.cpu.matmul;

import java.util.Arrays;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.gemm.BlockSums;
import org.menura.tensor.cpu.gemm.DecodedGemm;
import org.menura.tensor.cpu.gemm.FloatPanels;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/**
 * Backward passes of matrix products. See {@link org.menura.tensor.Gradients}.
 *
 * <p>Operands are copied into blocks, which no product needs to have transposed, and sums are added up where the result
 * lies. Threads share blocks of the result, each of which is summed up in the order of the inner dimension.
 */
public final class ProductGradients {
    private static final int SIZE = BlockSums.SIZE;

    /** Columns that one block of the other operand meets: whole blocks of every quantised type. */
    private static final int WIDTH = 4 * SIZE;

    /** Dequantizer of outputs that are copied at a time: what bounds the memory for them. */
    private static final int OUT_PANELS = 16;

    /** Rows that decoded weights meet. */
    private static final int ROWS = 4 * SIZE;

    /** Rows from which weights are better laid out in panels. */
    private static final int FEWEST_ROWS_PACKED = 32;

    /** Multiplications, or copies, that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 15;

    /** Whether larger tiles add up whole ones, in the same order and so to the same bits. */
    private static final boolean PACKED = FloatPanels.OUTS == SIZE && PackedFloatGemm.suitsProcessor();

    private static final boolean DECODED = DecodedGemm.suitsProcessor();

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private ProductGradients() {}

    /** What a thread computes with. */
    private static final class Scratch {
        final BlockSums sums = new BlockSums();
        final float[] block = new float[SIZE * SIZE];
        final float[] panels = new float[WIDTH * SIZE]; // [WIDTH / SIZE, SIZE, SIZE]
        final float[] decoded = new float[WIDTH * SIZE]; // [SIZE, WIDTH]
    }

    /** As {@link #outer(Workers, Pool, Tensor, Tensor, Tensor)}, or in bfloat16 if that is asked of {@code products}. */
    public static void outer(Workers workers, Pool pool, MatMul products, Tensor dy, Tensor x, Tensor dw) {
        checkOuter(dy, x, dw);
        if (!products.outer(dy, x, dw)) {
            outer(workers, pool, dy, x, dw);
        }
    }

    private static void checkOuter(Tensor dy, Tensor x, Tensor dw) {
        ShapeChecks.product("outer", dy, x, dy.shape().rows() == x.shape().rows());
        ShapeChecks.product(
                "outer",
                dy,
                dw,
                dw.shape().rank() == 2 && dw.dim(0) == dy.shape().cols());
        ShapeChecks.product("outer", x, dw, dw.shape().cols() == x.shape().cols());
    }

    /** {@code dw += dyᵀ · x} in float32: dy [rows, outs], x [rows, in], dw [outs, in]. */
    public static void outer(Workers workers, Pool pool, Tensor dy, Tensor x, Tensor dw) {
        checkOuter(dy, x, dw);
        int rows = Math.toIntExact(x.shape().rows());
        int in = x.shape().cols();
        int outs = dy.shape().cols();
        if (rows == 0 || dw.elements() == 0) {
            return;
        }
        int panels = Math.ceilDiv(in, SIZE);
        int most = Math.min(Math.ceilDiv(outs, SIZE), OUT_PANELS);
        Tensor xs = pool.make(Shape.of(panels, rows, SIZE));
        Tensor dys = pool.make(Shape.of(most, rows, SIZE));
        pack(workers, x, 0, panels, xs);
        for (int o = 0; o < outs; o += most * SIZE) {
            int first = o;
            int count = Math.min(most, Math.ceilDiv(outs - o, SIZE));
            pack(workers, dy, o, count, dys);
            workers.run(count * panels, grain((long) rows * SIZE * SIZE), (from, to) -> {
                BlockSums sums = SCRATCH.get().sums;
                for (int i = from; i < to; i++) {
                    outer(sums, dys.floats(), i / panels, xs.floats(), i % panels, rows, first, dw);
                }
            });
        }
        pool.release(dys);
        pool.release(xs);
    }

    /** Tasks that are worth handing to another thread. */
    private static int grain(long cost) {
        return Workers.grain(WORTH_SHARING, cost);
    }

    /** Copies columns from {@code first} on into panels [count, rows, SIZE]. */
    private static void pack(Workers workers, Tensor x, int first, int count, Tensor panels) {
        int rows = Math.toIntExact(x.shape().rows());
        int cols = x.shape().cols();
        int parts = Math.ceilDiv(rows, ROWS);
        workers.run(parts * count, grain((long) Math.min(rows, ROWS) * SIZE), (from, to) -> {
            for (int i = from; i < to; i++) {
                int p = i % count;
                int r = i / count * ROWS;
                int c = first + p * SIZE;
                int x0 = x.offset() + r * cols + c;
                int width = Math.min(SIZE, cols - c);
                PackedFloatGemm.copy(
                        x.floats(),
                        x0,
                        cols,
                        panels.floats(),
                        (p * rows + r) * SIZE,
                        SIZE,
                        Math.min(ROWS, rows - r),
                        width);
            }
        });
    }

    /** One block of the result, from a panel of outputs and one of inputs. */
    private static void outer(
            BlockSums sums, float[] dy, int outPanel, float[] x, int panel, int rows, int first, Tensor dw) {
        int o = first + outPanel * SIZE;
        int in = dw.shape().cols();
        int c0 = dw.offset() + o * in + panel * SIZE;
        int live = Math.min(SIZE, dw.dim(0) - o);
        int width = Math.min(SIZE, in - panel * SIZE);
        if (PACKED && sums.fits(live, width)) {
            int a0 = outPanel * rows * SIZE;
            PackedFloatGemm.addBlock(dy, a0, live, x, panel * rows * SIZE, width, rows, dw.floats(), c0, in);
            return;
        }
        for (int r = 0; r < rows; r += SIZE) {
            int a0 = (outPanel * rows + r) * SIZE;
            int b0 = (panel * rows + r) * SIZE;
            sums.across(dy, a0, x, b0, Math.min(SIZE, rows - r), dw.floats(), c0, in, live, width);
        }
    }

    /** Returns {@code dy · w}, and adds {@code dyᵀ · x} to dw: dy [rows, outs], x [rows, in], w and dw [outs, in]. */
    public static Tensor linear(Workers workers, Pool pool, MatMul products, Tensor dy, Tensor x, Tensor w, Tensor dw) {
        checkThrough(dy, w);
        checkOuter(dy, x, dw);
        Tensor dx = pool.like(dy, w.shape().cols());
        if (!products.backward(dy, x, w, dx.floats(), dw)) {
            through(workers, products, dy, w, dx);
            outer(workers, pool, products, dy, x, dw);
        }
        return dx;
    }

    /** {@code dy · w}: dy [rows, outs], w [outs, in] of any type → [rows, in]. */
    public static Tensor through(Workers workers, Pool pool, MatMul products, Tensor dy, Tensor w) {
        checkThrough(dy, w);
        Tensor out = pool.like(dy, w.shape().cols());
        through(workers, products, dy, w, out);
        return out;
    }

    private static void checkThrough(Tensor dy, Tensor w) {
        ShapeChecks.product(
                "through", dy, w, w.shape().rank() == 2 && dy.shape().cols() == w.dim(0));
    }

    private static void through(Workers workers, MatMul products, Tensor dy, Tensor w, Tensor out) {
        if (products.through(dy, w, out.floats())) {
            return;
        }
        int in = w.shape().cols();
        int rows = Math.toIntExact(dy.shape().rows());
        Dequantizer weights = Dequantizer.of(w);
        int whole = rowsForPanels(rows, in);
        if (whole > 0) {
            Tensor first = Tensor.of(dy.floats(), dy.offset(), Shape.of(whole, w.dim(0)));
            products.decoded().multiply(first, in, weights, out.floats());
        }
        int left = rows - whole;
        int stripes = Math.ceilDiv(in, WIDTH);
        int grain = grain((long) Math.min(left, ROWS) * w.dim(0) * Math.min(in, WIDTH));
        workers.run(Math.ceilDiv(left, ROWS) * stripes, grain, (from, to) -> {
            Scratch scratch = SCRATCH.get();
            for (int i = from; i < to; i++) {
                int first = whole + i / stripes * ROWS;
                through(scratch, dy, first, Math.min(rows, first + ROWS), w, weights, i % stripes * WIDTH, out);
            }
        });
    }

    /** How many of the first rows lie in blocks whose tiles are all whole, so that those of panels give the same bits. */
    private static int rowsForPanels(int rows, int in) {
        BlockSums sums = SCRATCH.get().sums;
        int whole = sums.fits(rows, in) ? rows : rows / SIZE * SIZE;
        return DECODED && whole >= FEWEST_ROWS_PACKED && sums.fits(whole, in) ? whole : 0;
    }

    /** Rows {@code first} to {@code end} of some columns from {@code c0} on. */
    private static void through(
            Scratch scratch, Tensor dy, int first, int end, Tensor w, Dequantizer weights, int c0, Tensor out) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        int width = Math.min(WIDTH, in - c0);
        float[] sums = out.floats();
        for (int r = first; r < end; r++) {
            Arrays.fill(sums, r * in + c0, r * in + c0 + width, 0);
        }
        for (int o = 0; o < outs; o += SIZE) {
            int depth = Math.min(SIZE, outs - o);
            read(scratch, w, weights, o, depth, c0, width);
            for (int r = first; r < end; r += SIZE) {
                int live = Math.min(SIZE, end - r);
                PackedFloatGemm.copy(
                        dy.floats(), dy.offset() + r * outs + o, outs, scratch.block, 0, SIZE, live, depth);
                for (int c = 0; c < width; c += SIZE) {
                    int cols = Math.min(SIZE, width - c);
                    scratch.sums.along(
                            scratch.block, 0, scratch.panels, c * SIZE, depth, sums, r * in + c0 + c, in, live, cols);
                }
            }
        }
    }

    /** Brings {@code width} columns of {@code count} rows of weights into panels. */
    private static void read(Scratch scratch, Tensor w, Dequantizer weights, int row, int count, int c0, int width) {
        float[] from = scratch.decoded;
        int from0 = 0;
        int stride = WIDTH;
        if (w.onHeap()) {
            from = w.floats();
            stride = w.shape().cols();
            from0 = w.offset() + row * stride + c0;
        } else {
            weights.readFloats(row, count, c0, width, from, 0, stride);
        }
        for (int c = 0; c < width; c += SIZE) {
            PackedFloatGemm.copy(
                    from, from0 + c, stride, scratch.panels, c * SIZE, SIZE, count, Math.min(SIZE, width - c));
        }
    }
}
