package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.CacheAttention.Shape;
import org.menura.tensor.dtype.DType;

/** The heads of one query that share a key head, for which a {@link CacheAttention} reads a cache as it is stored. */
final class StoredRows implements Answers {
    private static final int SIZE = KvCache.BLOCK;
    private static final int SUMS = CacheAttention.SUMS;

    private float[] work = new float[0];
    private Shape shape = new Shape(DType.F32, 0, 0, 0, 0, false);
    private @Nullable CacheAttention kernel;
    private int position;
    private int from;
    private int to;

    /** The shape of attention in a cache; null if a library can't be asked for such. */
    static @Nullable Shape shape(KvCache cache, int rows, Tensor q, int valueDim, AttentionSpec spec) {
        return rows <= CacheAttention.MOST_ROWS
                ? new Shape(cache.type(), rows, q.dim(2), valueDim, spec.softcap(), spec.slopes() != null)
                : null;
    }

    /**
     * Starts with a query.
     *
     * @param how what the library has for the shape
     * @param q [rows, heads, keyDim]
     * @param row of q
     * @param at position of the query
     */
    void begin(Shape what, CacheAttention how, Tensor q, int row, int at, int keyHead, KvReader memory, AttentionSpec spec) {
        shape = what;
        kernel = how;
        position = at;
        from = Visible.from(spec, at, memory);
        to = Visible.to(spec, at, memory);
        if (work.length < what.size()) {
            work = new float[what.size()];
        }
        int first = keyHead * what.rows();
        int q0 = q.offset() + (row * q.dim(1) + first) * what.keyDim();
        float[] queries = q.floats();
        for (int i = 0; i < what.rows() * what.keyDim(); i++) {
            work[i] = queries[q0 + i] * spec.scale();
        }
        Arrays.fill(work, what.values(), what.references(), 0);
        Arrays.fill(work, what.references(), what.slopes(), CacheAttention.NOTHING);
        float[] slopes = spec.slopes();
        if (slopes != null) {
            System.arraycopy(slopes, first, work, what.slopes(), what.rows());
        }
    }

    /** Attends to what the query sees of blocks {@code low} to {@code high}. */
    void attend(KvCache cache, int keyHead, int low, int high) {
        CacheAttention attention = kernel;
        for (int block = low; attention != null && block < high; block++) {
            int start = block * SIZE;
            int first = Math.clamp(from - start, 0, SIZE);
            int end = Math.clamp(to - start, first, SIZE);
            if (first < end) {
                attention.add(work, cache.stored(keyHead, block), first, end, start - position);
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
