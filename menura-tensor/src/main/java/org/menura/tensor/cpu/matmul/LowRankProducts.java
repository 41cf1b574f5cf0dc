package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RankLoops;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/**
 * Products with the two thin matrices of a low-rank update (LoRA, arXiv 2106.09685), which take as long as reading what
 * they meet: a [rank, in] and b [outs, rank], in arrays. In float32; a row is computed as if it were alone, and threads
 * share blocks whose sizes the shapes say.
 */
public final class LowRankProducts {
    private static final Primitives P = Primitives.BEST;
    private static final RankLoops RANK = RankLoops.BEST;

    /** Rows that meet the same part of a thin matrix. */
    private static final int ROWS = 256;

    /** Columns of such a part. */
    private static final int COLUMNS = 256;

    /** Rows that are summed up before they are added. */
    private static final int DEPTH = 64;

    /** Multiply-adds that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 16;

    private LowRankProducts() {}

    /** Whether the two matrices lie where these products read them. */
    public static boolean suit(Tensor a, Tensor b) {
        return a.onHeap() && b.onHeap();
    }

    /** {@code scale · (x · aᵀ)}: x [rows, in] → [rows, rank]. */
    public static Tensor inner(Workers workers, Pool pool, Tensor x, Tensor a, float scale) {
        ShapeChecks.product(
                "low-rank update", x, a, x.shape().cols() == a.shape().cols());
        Tensor out = pool.make(Shape.of(x.shape().rows(), a.dim(0)));
        dots(workers, x, a.floats(), a.offset(), scale, out);
        return out;
    }

    /** {@code y += inner · bᵀ}: inner [rows, rank], y [rows, outs]. */
    public static void add(Workers workers, Tensor inner, Tensor b, Tensor y) {
        ShapeChecks.product(
                "low-rank update", inner, b, inner.shape().cols() == b.shape().cols());
        int rank = b.shape().cols();
        blocks(workers, inner, y, (r, end, c, width) -> {
            float[] part = new float[rank * width]; // [rank, width]
            P.transpose(b.floats(), b.offset() + c * rank, rank, part, 0, width, width, rank);
            combine(inner, r, end, part, 0, width, y, c, width);
        });
    }

    /**
     * Adds the gradients of an update, {@code y += inner · bᵀ} with {@code inner = scale · (x · aᵀ)}.
     *
     * @param dy [rows, outs]
     * @param dx [rows, in], or null; da and db likewise, of the shapes of a and b
     */
    public static void gradients(
            Workers workers,
            Pool pool,
            Tensor x,
            Tensor inner,
            Tensor a,
            Tensor b,
            float scale,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor da,
            @Nullable Tensor db) {
        int rank = a.dim(0);
        int outs = b.dim(0);
        Tensor turned = pool.make(Shape.of(rank, outs));
        P.transpose(b.floats(), b.offset(), rank, turned.floats(), 0, outs, outs, rank);
        Tensor dInner = pool.make(inner.shape());
        dots(workers, dy, turned.floats(), 0, scale, dInner);
        if (db != null) {
            P.transpose(db.floats(), db.offset(), rank, turned.floats(), 0, outs, outs, rank);
            outer(workers, inner, dy, turned);
            P.transpose(turned.floats(), 0, outs, db.floats(), db.offset(), rank, rank, outs);
        }
        pool.release(turned);
        if (dx != null) {
            int in = a.shape().cols();
            blocks(workers, dInner, dx, (r, end, c, width) ->
                    combine(dInner, r, end, a.floats(), a.offset() + c, in, dx, c, width));
        }
        if (da != null) {
            outer(workers, dInner, x, da);
        }
        pool.release(dInner);
    }

    /** A block of rows {@code r} to {@code end} and {@code width} columns from {@code c} on. */
    @FunctionalInterface
    private interface Block {
        void run(int r, int end, int c, int width);
    }

    private static void blocks(Workers workers, Tensor factors, Tensor y, Block block) {
        int rows = Math.toIntExact(y.shape().rows());
        int cols = y.shape().cols();
        int parts = Math.ceilDiv(cols, COLUMNS);
        long cost = (long) Math.min(rows, ROWS) * COLUMNS * factors.shape().cols();
        workers.run(Math.ceilDiv(rows, ROWS) * parts, grain(cost), (from, to) -> {
            for (int i = from; i < to; i++) {
                int r = i / parts * ROWS;
                int c = i % parts * COLUMNS;
                block.run(r, Math.min(rows, r + ROWS), c, Math.min(COLUMNS, cols - c));
            }
        });
    }

    /** {@code y += factors · m} of a block. */
    private static void combine(
            Tensor factors, int r, int end, float[] m, int m0, int stride, Tensor y, int c, int width) {
        int rank = factors.shape().cols();
        int cols = y.shape().cols();
        for (int i = r; i < end; i++) {
            int f0 = factors.offset() + i * rank;
            RANK.combine(factors.floats(), f0, rank, m, m0, stride, y.floats(), y.offset() + i * cols + c, width);
        }
    }

    /** {@code out = scale · (x · mᵀ)}: m [rank, cols]. */
    private static void dots(Workers workers, Tensor x, float[] m, int m0, float scale, Tensor out) {
        int rank = out.shape().cols();
        int cols = x.shape().cols();
        float[] sums = out.floats();
        workers.run(Math.toIntExact(x.shape().rows()), grain((long) rank * cols), (from, to) -> {
            for (int r = from; r < to; r++) {
                int x0 = x.offset() + r * cols;
                int at = out.offset() + r * rank;
                int j = 0;
                for (; j + 4 <= rank; j += 4) {
                    P.dotFour(m, m0 + j * cols, cols, x.floats(), x0, cols, sums, at + j, 1);
                }
                for (; j < rank; j++) {
                    sums[at + j] = P.dot(m, m0 + j * cols, x.floats(), x0, cols);
                }
                for (int i = at; i < at + rank; i++) {
                    sums[i] *= scale;
                }
            }
        });
    }

    /** {@code sum += fᵀ · x}: f [rows, rank], x [rows, cols], sum [rank, cols]. */
    private static void outer(Workers workers, Tensor f, Tensor x, Tensor sum) {
        int rows = Math.toIntExact(f.shape().rows());
        int rank = f.shape().cols();
        int cols = x.shape().cols();
        int width = COLUMNS / 2;
        workers.run(Math.ceilDiv(cols, width), grain((long) rows * rank * width), (from, to) -> {
            int c = from * width;
            int n = Math.min(cols, to * width) - c;
            for (int r = 0; r < rows; r += DEPTH) {
                int f0 = f.offset() + r * rank;
                int x0 = x.offset() + r * cols + c;
                int count = Math.min(DEPTH, rows - r);
                RANK.outer(
                        f.floats(), f0, rank, count, x.floats(), x0, cols, sum.floats(), sum.offset() + c, cols, n);
            }
        });
    }

    /** Tasks that are worth handing to another thread. */
    private static int grain(long multiplyAdds) {
        return (int) Math.max(1, WORTH_SHARING / Math.max(1, multiplyAdds));
    }
}
