package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.BlockSums;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.SoftmaxKernels;
import org.menura.tensor.cpu.loops.UnaryOps;
import org.menura.tensor.cpu.simd.Simd;

/**
 * Some queries of one head and all keys that any of them sees: scores, and what softmax makes of them. Blocks of {@link
 * #SIZE} queries by as many keys, each row-major.
 */
final class ScoreStrip {
    static final int SIZE = BlockSums.SIZE;

    private static final RowKernel ROWS = Simd.ON ? new VectorRows() : new PlainRows();
    private static final @Nullable SoftmaxKernels CODE = FoundKernels.softmax();

    /** For each query the first key that it sees. */
    final int[] from = new int[SIZE];

    /** For each query the key after the last one that it sees; not after {@link #from} if it sees none. */
    final int[] to = new int[SIZE];

    /** Queries. */
    int rows;

    /** Position of the first query. */
    int position;

    /** The first block of keys. */
    int firstBlock;

    /** The block after the last one; not after the first if no query sees anything. */
    int endBlock;

    /** Scores, then weights relative to the greatest: {@code exp(score - max)}. */
    float[] weights = new float[0];

    /** {@code tanh(score / softcap)}, if there is a softcap. */
    float[] capped = new float[0];

    private final float[] sums = new float[RowKernel.LANES];

    /** Starts with {@code count} queries, with scores of zero. */
    void begin(AttentionSpec spec, int firstPosition, int count, KvReader memory) {
        rows = count;
        position = firstPosition;
        for (int r = 0; r < count; r++) {
            from[r] = Visible.from(spec, firstPosition + r, memory);
            to[r] = Visible.to(spec, firstPosition + r, memory);
        }
        firstBlock = Math.max(0, from[0]) / SIZE;
        endBlock = Math.ceilDiv(to[count - 1], SIZE);
        int size = Math.max(0, endBlock - firstBlock) * SIZE * SIZE;
        weights = QueryBlock.cleared(weights, size);
        if (spec.softcap() > 0) {
            capped = QueryBlock.room(capped, size);
        }
    }

    /** Where a block of keys begins in {@link #weights} and {@link #capped}. */
    int at(int block) {
        return (block - firstBlock) * SIZE * SIZE;
    }

    /** The first column of a block that query {@code r} sees. */
    int low(int block, int r) {
        return Math.clamp(from[r] - block * SIZE, 0, SIZE);
    }

    /** The column after the last one of a block that query {@code r} sees; not after {@link #low} if it sees none. */
    int high(int block, int r) {
        return Math.clamp(to[r] - block * SIZE, 0, SIZE);
    }

    /** Whatever there is to a score beside scale and visibility: as {@link QueryBlock#shape}. */
    void shape(AttentionSpec spec, int head, @Nullable Tensor relativeBias) {
        for (int block = firstBlock; block < endBlock; block++) {
            int s0 = at(block);
            if (spec.softcap() > 0) {
                softcap(s0, spec.softcap());
            }
            for (int r = 0; r < rows; r++) {
                int distance = block * SIZE - position - r;
                if (spec.slopes() != null) {
                    slope(s0 + r * SIZE, spec.slopes()[head], distance);
                }
                if (relativeBias != null) {
                    bias(relativeBias, s0 + r * SIZE, head, distance);
                }
            }
        }
    }

    private void softcap(int s0, float cap) {
        int end = s0 + rows * SIZE;
        float inverse = 1 / cap;
        for (int i = s0; i < end; i++) {
            capped[i] = weights[i] * inverse;
        }
        UnaryOps.BEST.tanh(capped, s0, capped, s0, rows * SIZE);
        for (int i = s0; i < end; i++) {
            weights[i] = capped[i] * cap;
        }
    }

    private void slope(int s0, float slope, int distance) {
        for (int j = 0; j < SIZE; j++) {
            weights[s0 + j] += slope * (distance + j);
        }
    }

    private void bias(Tensor table, int s0, int head, int distance) {
        int reach = table.dim(0) / 2;
        for (int j = 0; j < SIZE; j++) {
            int entry = entry(distance + j, reach);
            weights[s0 + j] += table.floats()[table.offset() + entry * table.dim(1) + head];
        }
    }

    /** The entry of a table of relative biases. */
    static int entry(int distance, int reach) {
        return Math.clamp(distance, -reach, reach) + reach;
    }

    /**
     * Turns scores into weights, zero where a query sees nothing.
     *
     * @param totals gets the sum of each query's weights
     */
    void weigh(float[] totals) {
        if (CODE != null) {
            hide();
            if (CODE.weigh(weights, rows, endBlock - firstBlock, totals)) {
                return;
            }
        }
        for (int r = 0; r < rows; r++) {
            totals[r] = weigh(r);
        }
    }

    /** Scores of what queries do not see become negative infinity. */
    private void hide() {
        for (int block = firstBlock; block < endBlock; block++) {
            for (int r = 0; r < rows; r++) {
                int s0 = at(block) + r * SIZE;
                int low = low(block, r);
                Arrays.fill(weights, s0, s0 + low, Float.NEGATIVE_INFINITY);
                Arrays.fill(weights, s0 + Math.max(low, high(block, r)), s0 + SIZE, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private float weigh(int r) {
        float top = Float.NEGATIVE_INFINITY;
        for (int block = firstBlock; block < endBlock; block++) {
            int low = low(block, r);
            int high = high(block, r);
            if (low < high) {
                top = Math.max(top, ROWS.max(weights, at(block) + r * SIZE, low, high));
            }
        }
        Arrays.fill(sums, 0);
        for (int block = firstBlock; block < endBlock; block++) {
            int s0 = at(block) + r * SIZE;
            int low = low(block, r);
            int high = high(block, r);
            if (low < high) {
                ROWS.weigh(weights, s0, low, high, SIZE, top, sums, 0);
            } else {
                Arrays.fill(weights, s0, s0 + SIZE, 0);
            }
        }
        return ROWS.total(sums, 0);
    }
}
