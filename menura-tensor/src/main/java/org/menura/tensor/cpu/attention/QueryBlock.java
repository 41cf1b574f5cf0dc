package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.simd.Simd;

/**
 * Some queries of heads that share a key head, which attend to one block of keys after another: softmax with a running
 * reference instead of the maximum (FlashAttention, arXiv 2205.14135), so that scores need not outlive their block.
 *
 * <p>Row {@code i} is query {@code i / group} and the {@code i % group}th of the heads.
 */
public abstract class QueryBlock implements Answers {
    /** Positions in a block of keys, and the stride of everything that has one column per key or dim. */
    static final int SIZE = KvCache.BLOCK;

    /** The most rows. */
    static final int MOST_ROWS = 128;

    /**
     * How far scores may exceed the reference before that is moved. Weights of up to exp(8) are as exact as those of up
     * to 1.
     */
    static final float SLACK = 8;

    final int[] from = new int[MOST_ROWS];
    final int[] to = new int[MOST_ROWS];
    int rows;
    int keyDim;
    int valueDim;


    private final int[] positions = new int[MOST_ROWS];
    private final int[] heads = new int[MOST_ROWS];
    private final float[] slopes = new float[MOST_ROWS];
    private AttentionSpec spec = AttentionSpec.full(1);
    private @Nullable Tensor relativeBias;
    private float[] keys = new float[0];
    private float[] values = new float[0];

    /** What a thread computes with, for many queries at once or for few. */
    static QueryBlock of(boolean many) {
        if (!Simd.ON) {
            return new RowBlock(new PlainRows());
        }
        return many ? new LaneBlock() : new RowBlock(new VectorRows());
    }

    /**
     * Starts with queries.
     *
     * @param q [rows, heads, keyDim]
     * @param firstRow row of q that {@code position} is that of
     * @param low number of the first row of this block
     * @param high the number after the last one's
     */
    final void begin(
            Tensor q,
            int firstRow,
            int position,
            int low,
            int high,
            int keyHead,
            KvReader memory,
            int valueSize,
            int group,
            AttentionSpec how,
            @Nullable Tensor bias) {
        rows = high - low;
        keyDim = q.dim(2);
        valueDim = valueSize;
        spec = how;
        relativeBias = bias;
        keys = room(keys, keyDim * SIZE);
        values = room(values, Math.ceilDiv(valueDim, SIZE) * SIZE * SIZE);
        reset();
        for (int i = low; i < high; i++) {
            int r = i - low;
            int head = keyHead * group + i % group;
            positions[r] = position + i / group;
            heads[r] = head;
            slopes[r] = how.slopes() == null ? 0 : how.slopes()[head];
            from[r] = Visible.from(how, positions[r], memory);
            to[r] = Visible.to(how, positions[r], memory);
            query(r, q.floats(), q.offset() + ((firstRow + i / group) * q.dim(1) + head) * keyDim, how.scale());
        }
    }

    /** Attends to all keys of blocks {@code low} to {@code high} that any row sees. */
    final void attend(KvReader memory, int keyHead, int low, int high) {
        for (int block = low; block < high; block++) {
            int start = block * SIZE;
            int count = Math.min(SIZE, to[rows - 1] - start);
            if (count > 0 && from[0] < start + SIZE) {
                memory.keys(keyHead, block, count, keys);
                memory.values(keyHead, block, count, values);
                add(keys, values, start);
            }
        }
    }

    /** Forgets what was attended to, and makes room for {@link #rows} rows. */
    abstract void reset();

    /** Takes a query, times {@code scale}. */
    abstract void query(int row, float[] q, int q0, float scale);

    /**
     * Attends to a block.
     *
     * @param k keys [keyDim, SIZE]
     * @param v values [planes, SIZE, SIZE]
     * @param start position of the first
     */
    abstract void add(float[] k, float[] v, int start);

    /**
     * Turns dot products into scores: whatever {@link AttentionSpec} has beside scale and visibility.
     *
     * @param s element (row, key) at {@code row · rowStride + key · keyStride}
     * @param low first row
     * @param n keys, of which the first one has the position {@code start}
     */
    final void shape(float[] s, int rowStride, int keyStride, int low, int high, int start, int n) {
        if (spec.softcap() > 0) {
            softcap(s, rowStride == 1 ? n * keyStride : (high - low) * rowStride, spec.softcap());
        }
        if (spec.slopes() != null) {
            for (int j = 0; j < n; j++) {
                slope(s, rowStride, j * keyStride, low, high, start + j);
            }
        }
        if (relativeBias != null) {
            for (int r = low; r < high; r++) {
                bias(relativeBias, s, (r - low) * rowStride, keyStride, heads[r], start - positions[r], n);
            }
        }
    }

    private void slope(float[] s, int rowStride, int at, int low, int high, int position) {
        for (int r = low; r < high; r++) {
            s[at + (r - low) * rowStride] += slopes[r] * (position - positions[r]);
        }
    }

    /** {@code cap · tanh(s / cap)}, as tanh(x) is 2 / (1 + exp(-2 x)) - 1. */
    private static void softcap(float[] s, int n, float cap) {
        float inverse = -2 / cap;
        for (int i = 0; i < n; i++) {
            s[i] *= inverse;
        }
        Primitives.BEST.exp(s, 0, s, 0, n);
        for (int i = 0; i < n; i++) {
            s[i] = cap * (2 / (1 + s[i]) - 1);
        }
    }

    private static void bias(Tensor table, float[] s, int at, int keyStride, int head, int distance, int n) {
        int reach = table.dim(0) / 2;
        for (int j = 0; j < n; j++) {
            int entry = Math.clamp(distance + j, -reach, reach) + reach;
            s[at + j * keyStride] += table.floats()[table.offset() + entry * table.dim(1) + head];
        }
    }

    static float[] room(float[] array, int n) {
        return array.length < n ? new float[n] : array;
    }

    /** Zeros. */
    static float[] cleared(float[] array, int n) {
        float[] a = room(array, n);
        Arrays.fill(a, 0, n, 0);
        return a;
    }
}
