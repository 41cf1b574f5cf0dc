package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.CacheAttention.Shape;
import org.menura.tensor.dtype.DType;

/** The heads of some queries that share a key head, for which a {@link CacheAttention} reads a cache as it is stored. */
final class StoredRows implements Answers {
    private static final int SIZE = KvCache.BLOCK;
    private static final int SUMS = CacheAttention.SUMS;

    private float[] work = new float[0];
    private Shape shape = new Shape(DType.F32, 0, 0, 0, 0, false);
    private @Nullable CacheAttention kernel;
    private int position;
    private final int[] from = new int[CacheAttention.MOST_ROWS];
    private final int[] to = new int[CacheAttention.MOST_ROWS];

    /** The shape of attention of rows in a cache. */
    static Shape shape(KvCache cache, int rows, Tensor q, int valueDim, AttentionSpec spec) {
        return new Shape(cache.type(), rows, q.dim(2), valueDim, spec.softcap(), spec.slopes() != null);
    }

    /**
     * Starts with queries.
     *
     * @param how what the library has for the shape
     * @param q [rows, heads, keyDim]
     * @param row of q, the first of them
     * @param at position of the first
     * @param group heads of each
     */
    void begin(
            Shape what,
            CacheAttention how,
            Tensor q,
            int row,
            int at,
            int keyHead,
            int group,
            KvReader memory,
            AttentionSpec spec) {
        shape = what;
        kernel = how;
        position = at;
        if (work.length < what.size()) {
            work = new float[what.size()];
        }
        int queries = what.rows() / group;
        int n = group * what.keyDim();
        for (int i = 0; i < queries; i++) {
            int q0 = q.offset() + ((row + i) * q.dim(1) + keyHead * group) * what.keyDim();
            scale(q.floats(), q0, spec.scale(), work, i * n, n);
        }
        Arrays.fill(work, what.values(), what.references(), 0);
        Arrays.fill(work, what.references(), what.slopes(), CacheAttention.NOTHING);
        float[] slopes = spec.slopes();
        for (int r = 0; r < what.rows(); r++) {
            from[r] = Visible.from(spec, at + r / group, memory);
            to[r] = Visible.to(spec, at + r / group, memory);
            work[what.slopes() + r] = slopes == null ? 0 : slopes[keyHead * group + r % group];
        }
    }

    private static void scale(float[] x, int x0, float factor, float[] out, int o0, int n) {
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * factor;
        }
    }

    /** Attends to what the queries see of blocks {@code low} to {@code high}. */
    void attend(KvCache cache, int keyHead, int low, int high) {
        CacheAttention attention = kernel;
        for (int block = low; attention != null && block < high; block++) {
            int start = block * SIZE;
            int most = 0;
            for (int r = 0; r < shape.rows(); r++) {
                int end = Math.clamp(to[r] - start, 0, SIZE);
                int first = Math.clamp(from[r] - start, 0, SIZE);
                // A row that sees nothing is bounded by the block's beginning.
                end = first < end ? end : 0;
                work[shape.bounds() + r] = CacheAttention.bound(first, end);
                most = Math.max(most, end);
            }
            if (most > 0) {
                attention.add(work, cache.stored(keyHead, block), most, start - position);
            }
        }
    }

    @Override
    public float reference(int row) {
        return work[shape.references() + row];
    }

    @Override
    public float total(int row) {
        float[] sums = Arrays.copyOfRange(work, shape.sums() + row * SUMS, shape.sums() + (row + 1) * SUMS);
        for (int n = SUMS / 2; n > 0; n /= 2) {
            for (int i = 0; i < n; i++) {
                sums[i] += sums[i + n];
            }
        }
        return sums[0];
    }

    @Override
    public void values(int row, float scale, float[] out, int o0) {
        int v0 = shape.values() + row * shape.valueDim();
        for (int i = 0; i < shape.valueDim(); i++) {
            out[o0 + i] = work[v0 + i] * scale;
        }
    }
}
