package org.menura.tensor.cpu;

import java.util.Arrays;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Backward passes of matrix products. See {@link org.menura.tensor.Gradients}.
 *
 * <p>Operands are copied into blocks, which no product needs to have transposed, and sums are added up where the result
 * lies. Threads share blocks of the result, each of which is summed up in the order of the inner dimension.
 */
final class ProductGradients {
    private static final int SIZE = BlockKernel.SIZE;

    /** Columns that one block of the other operand meets: whole blocks of every quantised type. */
    private static final int WIDTH = 4 * SIZE;

    /** Rows that decoded weights meet. */
    private static final int ROWS = 4 * SIZE;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private ProductGradients() {}

    /** What a thread computes with. */
    private static final class Scratch {
        final BlockSums sums = new BlockSums(BlockKernel.BEST);
        final float[] block = new float[SIZE * SIZE];
        final float[] panels = new float[WIDTH * SIZE]; // [WIDTH / SIZE, SIZE, SIZE]
        final float[] decoded = new float[WIDTH * SIZE]; // [SIZE, WIDTH]
    }

    static void outer(CpuBackend ops, Tensor dy, Tensor x, Tensor dw) {
        int rows = Math.toIntExact(x.shape().rows());
        int in = x.shape().cols();
        int outs = dy.shape().cols();
        Checks.product("outer", dy, x, dy.shape().rows() == rows);
        Checks.product("outer", dy, dw, dw.elements() == (long) outs * in);
        if (rows == 0 || dw.elements() == 0) {
            return;
        }
        int panels = Math.ceilDiv(in, SIZE);
        Tensor packed = ops.make(Shape.of(panels, rows, SIZE));
        ops.workers.run(panels, 1, (from, to) -> {
            for (int p = from; p < to; p++) {
                int width = Math.min(SIZE, in - p * SIZE);
                copy(x.floats(), x.offset() + p * SIZE, in, packed.floats(), p * rows * SIZE, rows, width);
            }
        });
        int stripes = Math.ceilDiv(in, WIDTH);
        ops.workers.run(Math.ceilDiv(outs, SIZE) * stripes, 1, (from, to) -> {
            Scratch scratch = SCRATCH.get();
            for (int i = from; i < to; i++) {
                // Shared out evenly, so that no task is much shorter than the others.
                int first = i % stripes * panels / stripes;
                int end = (i % stripes + 1) * panels / stripes;
                outer(scratch, dy, packed.floats(), i / stripes * SIZE, first, end, dw);
            }
        });
        ops.release(packed);
    }

    /**
     * Some outputs from {@code o0} on, of some panels of inputs.
     *
     * @param x [panels, rows, SIZE]
     */
    private static void outer(Scratch scratch, Tensor dy, float[] x, int o0, int first, int end, Tensor dw) {
        int rows = Math.toIntExact(dy.shape().rows());
        int outs = dy.shape().cols();
        int in = dw.shape().cols();
        int live = Math.min(SIZE, outs - o0);
        for (int r = 0; r < rows; r += SIZE) {
            int depth = Math.min(SIZE, rows - r);
            copy(dy.floats(), dy.offset() + r * outs + o0, outs, scratch.block, 0, depth, live);
            for (int p = first; p < end; p++) {
                scratch.sums.across(
                        scratch.block,
                        0,
                        x,
                        (p * rows + r) * SIZE,
                        depth,
                        dw.floats(),
                        dw.offset() + o0 * in + p * SIZE,
                        in,
                        live,
                        Math.min(SIZE, in - p * SIZE));
            }
        }
    }

    static Tensor through(CpuBackend ops, Tensor dy, Tensor w) {
        int in = w.shape().cols();
        Checks.product("through", dy, w, w.shape().rank() == 2 && dy.shape().cols() == w.dim(0));
        Tensor out = ops.like(dy, in);
        int rows = Math.toIntExact(dy.shape().rows());
        int stripes = Math.ceilDiv(in, WIDTH);
        Panels weights = Panels.of(w);
        ops.workers.run(Math.ceilDiv(rows, ROWS) * stripes, 1, (from, to) -> {
            Scratch scratch = SCRATCH.get();
            for (int i = from; i < to; i++) {
                int first = i / stripes * ROWS;
                through(scratch, dy, first, Math.min(rows, first + ROWS), w, weights, i % stripes * WIDTH, out);
            }
        });
        return out;
    }

    /** Rows {@code first} to {@code end} of some columns from {@code c0} on. */
    private static void through(
            Scratch scratch, Tensor dy, int first, int end, Tensor w, Panels weights, int c0, Tensor out) {
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
                copy(dy.floats(), dy.offset() + r * outs + o, outs, scratch.block, 0, live, depth);
                for (int c = 0; c < width; c += SIZE) {
                    int cols = Math.min(SIZE, width - c);
                    scratch.sums.along(
                            scratch.block, 0, scratch.panels, c * SIZE, depth, sums, r * in + c0 + c, in, live, cols);
                }
            }
        }
    }

    /** Brings {@code width} columns of {@code count} rows of weights into panels. */
    private static void read(Scratch scratch, Tensor w, Panels weights, int row, int count, int c0, int width) {
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
            copy(from, from0 + c, stride, scratch.panels, c * SIZE, count, Math.min(SIZE, width - c));
        }
    }

    /** Copies rows that lie {@code stride} floats apart into a block. */
    private static void copy(float[] from, int from0, int stride, float[] to, int to0, int rows, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, from0 + r * stride, to, to0 + r * SIZE, width);
        }
    }
}
