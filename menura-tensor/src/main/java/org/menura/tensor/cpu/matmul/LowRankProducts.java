package org.menura.tensor.cpu.matmul;

import java.util.Arrays;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RankLoops;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/**
 * Products with the two thin matrices of a low-rank update (LoRA, arXiv 2106.09685), which take as long as reading what
 * they meet: a [rank, in] and b [outs, rank], in arrays. In float32; a row is computed as if it were alone.
 */
public final class LowRankProducts {
    private static final RankLoops RANK = RankLoops.BEST;

    /** Rows that meet the same part of b. */
    private static final int ROWS = 256;

    /** Outputs of such a part. */
    private static final int OUTS = 256;

    private LowRankProducts() {}

    /** Whether the two matrices lie where these products read them. */
    public static boolean suit(Tensor a, Tensor b) {
        return a.onHeap() && b.onHeap();
    }

    /** {@code scale · (x · aᵀ)}: x [rows, in] → [rows, rank]. */
    public static Tensor inner(Workers workers, Pool pool, Tensor x, Tensor a, float scale) {
        ShapeChecks.product(
                "low-rank update", x, a, x.shape().cols() == a.shape().cols());
        int rows = Math.toIntExact(x.shape().rows());
        Tensor out = pool.make(Shape.of(rows, a.dim(0)));
        workers.run(rows, MatMul.grain(a.elements()), (from, to) -> dots(x, from, to, a, scale, out));
        return out;
    }

    /** {@code y += inner · bᵀ}: inner [rows, rank], y [rows, outs]. */
    public static void add(Workers workers, Tensor inner, Tensor b, Tensor y) {
        ShapeChecks.product(
                "low-rank update", inner, b, inner.shape().cols() == b.shape().cols());
        int rank = b.shape().cols();
        int rows = Math.toIntExact(y.shape().rows());
        int outs = y.shape().cols();
        int parts = Math.ceilDiv(outs, OUTS);
        int grain = MatMul.grain((long) Math.min(rows, ROWS) * OUTS * rank);
        workers.run(Math.ceilDiv(rows, ROWS) * parts, grain, (from, to) -> {
            float[] part = new float[rank * OUTS]; // bᵀ of some outputs, [rank, OUTS]
            for (int i = from; i < to; i++) {
                int r = i / parts * ROWS;
                int o = i % parts * OUTS;
                int n = Math.min(OUTS, outs - o);
                Primitives.PLAIN.transpose(b.floats(), b.offset() + o * rank, rank, part, 0, OUTS, n, rank);
                combine(inner, r, Math.min(rows, r + ROWS), part, 0, OUTS, y, o, n);
            }
        });
    }

    /** {@code out = scale · (x · mᵀ)} of rows {@code first} to {@code end}: m [rank, cols]. */
    static void dots(Tensor x, int first, int end, Tensor m, float scale, Tensor out) {
        int rank = m.dim(0);
        int cols = m.shape().cols();
        float[] sums = out.floats();
        int at = out.offset() + first * rank;
        RANK.dots(
                x.floats(),
                x.offset() + first * cols,
                cols,
                end - first,
                m.floats(),
                m.offset(),
                cols,
                rank,
                sums,
                at,
                rank,
                cols);
        for (int i = at; i < out.offset() + end * rank; i++) {
            sums[i] *= scale;
        }
    }

    /**
     * {@code y += factors · m} of rows {@code first} to {@code end} and {@code n} columns from {@code c} on.
     *
     * @param m [rank, n] from {@code m0} on, {@code stride} floats from row to row
     */
    static void combine(Tensor factors, int first, int end, float[] m, int m0, int stride, Tensor y, int c, int n) {
        int rank = factors.shape().cols();
        int cols = y.shape().cols();
        int[] offsets = new int[rank];
        Arrays.setAll(offsets, j -> j * stride);
        RowFactors f = RowFactors.of(factors.floats(), factors.offset() + first * rank, end - first, rank);
        RANK.combine(f, offsets, m, m0, y.floats(), y.offset() + first * cols + c, cols, n);
    }
}
