package org.menura.tensor.cpu.matmul;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RankLoops;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.Workers;

/**
 * Backward pass of {@link LowRankProducts}. Each row is read once: what it adds to the gradients of both thin matrices and
 * of the input is computed while it is in the cache. Rows are summed up in groups, whose number and size the shapes say,
 * and then their sums in their order, whatever the number of threads.
 */
public final class LowRankGradients {
    private static final Primitives P = Primitives.BEST;
    private static final RankLoops RANK = RankLoops.BEST;

    /** Rows that are computed together, while they are in the cache. */
    private static final int TOGETHER = 16;

    /** Groups at most, and rows of each at least. */
    private static final int MOST_GROUPS = 8;

    private static final int FEWEST_ROWS = 32;

    private LowRankGradients() {}

    /**
     * Adds the gradients of {@code y += inner · bᵀ} with {@code inner = scale · (x · aᵀ)}.
     *
     * @param x [rows, in]
     * @param inner [rows, rank]
     * @param dy [rows, outs]
     * @param dx [rows, in], or null; da and db likewise, of the shapes of a and b
     */
    public static void add(
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
        int rows = Math.toIntExact(x.shape().rows());
        int rank = a.dim(0);
        int in = a.shape().cols();
        int outs = b.dim(0);
        int groups = Math.clamp(rows / FEWEST_ROWS, 1, MOST_GROUPS);
        int size = Math.ceilDiv(rows, groups);
        Tensor across = pool.make(Shape.of(rank, outs)); // bᵀ
        Primitives.PLAIN.transpose(b.floats(), b.offset(), rank, across.floats(), 0, outs, outs, rank);
        Tensor dInner = pool.make(inner.shape());
        Sums forA = new Sums(pool, da == null ? 0 : groups, a.shape());
        Sums forB = new Sums(pool, db == null ? 0 : groups, across.shape());
        workers.run(groups, MatMul.grain((long) size * rank * (in + outs)), (from, to) -> {
            for (int g = from; g < to; g++) {
                int end = Math.min(rows, (g + 1) * size);
                for (int r = g * size; r < end; r += TOGETHER) {
                    int count = Math.min(TOGETHER, end - r);
                    LowRankProducts.dots(dy, r, r + count, across, scale, dInner);
                    forB.add(g, inner, dy, r, count);
                    if (dx != null) {
                        LowRankProducts.combine(dInner, r, r + count, a.floats(), a.offset(), in, dx, 0, in);
                    }
                    forA.add(g, dInner, x, r, count);
                }
            }
        });
        if (da != null) {
            forA.addTo(da.floats(), da.offset());
        }
        if (db != null) {
            Arrays.fill(across.floats(), 0, rank * outs, 0);
            forB.addTo(across.floats(), 0);
            addTurned(across.floats(), rank, db);
        }
        forA.release(pool);
        forB.release(pool);
        pool.release(dInner);
        pool.release(across);
    }

    /** {@code db += dbᵀ}: {@code turned} [rank, outs], db [outs, rank]. */
    private static void addTurned(float[] turned, int rank, Tensor db) {
        int outs = db.dim(0);
        for (int o = 0; o < outs; o++) {
            for (int j = 0; j < rank; j++) {
                db.floats()[db.offset() + o * rank + j] += turned[j * outs + o];
            }
        }
    }

    /** The gradient of a thin matrix [rank, cols], summed up for each group of rows by itself; of no groups, of none. */
    private static final class Sums {
        private final int groups;
        private final int size;
        private final Tensor all; // [groups, rank, cols]

        Sums(Pool pool, int groups, Shape shape) {
            this.groups = groups;
            this.size = Math.toIntExact(shape.elements());
            this.all = pool.make(Shape.of(groups, size));
            Arrays.fill(all.floats(), 0, groups * size, 0);
        }

        /** Adds {@code fᵀ · x} of some rows: f [rows, rank], x [rows, cols]. */
        void add(int group, Tensor f, Tensor x, int r, int count) {
            if (groups > 0) {
                int rank = f.shape().cols();
                int cols = x.shape().cols();
                int f0 = f.offset() + r * rank;
                int x0 = x.offset() + r * cols;
                RANK.outer(f.floats(), f0, rank, count, x.floats(), x0, cols, all.floats(), group * size, cols, cols);
            }
        }

        void addTo(float[] sum, int s0) {
            for (int g = 0; g < groups; g++) {
                P.axpy(1, all.floats(), g * size, sum, s0, size);
            }
        }

        void release(Pool pool) {
            pool.release(all);
        }
    }
}
