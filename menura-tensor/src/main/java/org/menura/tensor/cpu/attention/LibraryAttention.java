package org.menura.tensor.cpu.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;

/**
 * Attention of sequences in which every query sees every key, as encoders have it: scores and sums of values are
 * products of a {@link MatrixLibrary} in float32, with a softmax between them. Threads share heads and blocks of queries,
 * whose sizes depend on the shapes alone.
 */
public final class LibraryAttention {
    /** Beyond so many, the scores of a block of queries leave the second-level cache. */
    private static final int MOST_KEYS = 8192;

    /** Queries that are computed together. */
    private static final int QUERIES = 96;

    private static final long ALIGNMENT = 64;

    private final Workers workers;
    private final MatrixLibrary library;

    public LibraryAttention(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
    }

    /** Whether attention over k and v themselves is of this kind, in all sequences. */
    public static boolean suits(AttentionSpec spec, @Nullable Tensor relativeBias, Segments queries, Segments keys) {
        if (spec.causal()
                || spec.window() > 0
                || spec.softcap() != 0
                || spec.slopes() != null
                || relativeBias != null) {
            return false;
        }
        for (int s = 0; s < queries.count(); s++) {
            if (keys.length(s) < 1 || keys.length(s) > MOST_KEYS) {
                return false;
            }
        }
        return queries.count() > 0;
    }

    /**
     * Attends from all rows of q.
     *
     * @param q [rows, heads, headDim]
     * @param k [keyRows, keyHeads, headDim]
     * @param v [keyRows, keyHeads, valueDim]
     * @param out gets [rows, heads, valueDim]
     */
    public void attend(Tensor q, Tensor k, Tensor v, float scale, Segments queries, Segments keys, float[] out) {
        for (int s = 0; s < queries.count(); s++) {
            int sequence = s;
            int heads = q.dim(1);
            int blocks = Math.ceilDiv(queries.length(s), QUERIES);
            workers.run(heads * blocks, 1, (from, to) -> {
                int n = keys.length(sequence);
                int most = Math.min(QUERIES, queries.length(sequence));
                float[] scaled = new float[most * q.dim(2)];
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment weights = arena.allocate(4L * most * n, ALIGNMENT);
                    for (int task = from; task < to; task++) {
                        int first = queries.start(sequence) + task % blocks * QUERIES;
                        int count = Math.min(QUERIES, queries.end(sequence) - first);
                        block(
                                q,
                                k,
                                v,
                                scale,
                                task / blocks,
                                first,
                                count,
                                keys.start(sequence),
                                n,
                                scaled,
                                weights,
                                out);
                    }
                }
            });
        }
    }

    private void block(
            Tensor q,
            Tensor k,
            Tensor v,
            float scale,
            int head,
            int first,
            int count,
            int firstKey,
            int n,
            float[] scaled,
            MemorySegment weights,
            float[] out) {
        int heads = q.dim(1);
        int dim = q.dim(2);
        int keyHeads = k.dim(1);
        int valueDim = v.dim(2);
        int keyHead = head / (heads / keyHeads);
        for (int r = 0; r < count; r++) {
            int q0 = q.offset() + ((first + r) * heads + head) * dim;
            for (int d = 0; d < dim; d++) {
                scaled[r * dim + d] = q.floats()[q0 + d] * scale;
            }
        }
        MemorySegment keys = from(k.floats(), k.offset() + (firstKey * keyHeads + keyHead) * dim);
        library.multiply(count, n, dim, MemorySegment.ofArray(scaled), dim, keys, keyHeads * dim, true, weights, n);
        library.softmax(count, n, weights);
        MemorySegment values = from(v.floats(), v.offset() + (firstKey * keyHeads + keyHead) * valueDim);
        MemorySegment to = from(out, (first * heads + head) * valueDim);
        library.multiply(count, valueDim, n, weights, n, values, keyHeads * valueDim, false, to, heads * valueDim);
    }

    private static MemorySegment from(float[] array, int offset) {
        return MemorySegment.ofArray(array).asSlice(4L * offset);
    }
}
