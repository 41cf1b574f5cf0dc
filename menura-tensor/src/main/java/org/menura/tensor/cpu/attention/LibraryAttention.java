package org.menura.tensor.cpu.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;

/**
 * Attention of sequences in which every query sees every key, or a window of them to both sides, as encoders have it:
 * scores and sums of values are products of a {@link MatrixLibrary} in float32, with a softmax between them. Threads
 * share heads and blocks of queries, whose sizes depend on the shapes alone. With a window, a block meets the keys that
 * any of its queries sees.
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
        if (spec.causal() || spec.softcap() != 0 || spec.slopes() != null || relativeBias != null) {
            return false;
        }
        for (int s = 0; s < queries.count(); s++) {
            boolean placed = spec.window() == 0 || keys.length(s) == queries.length(s);
            if (keys.length(s) < 1 || met(spec, keys.length(s)) > MOST_KEYS || !placed) {
                return false;
            }
        }
        return queries.count() > 0;
    }

    /** The number of keys that a block of queries meets at most. */
    private static int met(AttentionSpec spec, int keys) {
        return spec.window() == 0 ? keys : (int) Math.min(keys, QUERIES + 2L * (spec.window() - 1));
    }

    /**
     * Attends from all rows of q.
     *
     * @param q [rows, heads, headDim]
     * @param k [keyRows, keyHeads, headDim]
     * @param v [keyRows, keyHeads, valueDim]
     * @param out gets [rows, heads, valueDim]
     */
    public void attend(Tensor q, Tensor k, Tensor v, AttentionSpec spec, Segments queries, Segments keys, float[] out) {
        for (int s = 0; s < queries.count(); s++) {
            int sequence = s;
            int heads = q.dim(1);
            int blocks = Math.ceilDiv(queries.length(s), QUERIES);
            workers.run(heads * blocks, 1, (from, to) -> {
                int n = met(spec, keys.length(sequence));
                int most = Math.min(QUERIES, queries.length(sequence));
                float[] scaled = new float[most * q.dim(2)];
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment weights = arena.allocate(4L * most * n, ALIGNMENT);
                    for (int task = from; task < to; task++) {
                        int at = task % blocks * QUERIES;
                        int count = Math.min(QUERIES, queries.length(sequence) - at);
                        Stretch keysMet = Stretch.of(spec, at, count, keys.length(sequence));
                        block(
                                q,
                                k,
                                v,
                                spec,
                                task / blocks,
                                queries.start(sequence) + at,
                                count,
                                keys.start(sequence),
                                keysMet,
                                scaled,
                                weights,
                                out);
                    }
                }
            });
        }
    }

    /**
     * The keys that a block of queries meets.
     *
     * @param from the first, counted from the sequence's first
     * @param to the one after the last
     * @param ahead of the first key that the block's first query is
     */
    private record Stretch(int from, int to, int ahead) {
        static Stretch of(AttentionSpec spec, int at, int count, int keys) {
            if (spec.window() == 0) {
                return new Stretch(0, keys, 0);
            }
            int from = Math.max(0, at - spec.window() + 1);
            long to = Math.min(keys, (long) at + count - 1 + spec.window());
            return new Stretch(from, (int) to, at - from);
        }

        int length() {
            return to - from;
        }

        /** Takes away the scores of keys beyond the window. */
        void narrow(MemorySegment scores, int window, int count) {
            for (int r = 0; r < count; r++) {
                int first = Math.clamp((long) ahead + r - window + 1, 0, length());
                int end = Math.clamp((long) ahead + r + window, 0, length());
                fill(scores, r * length(), r * length() + first);
                fill(scores, r * length() + end, (r + 1) * length());
            }
        }

        private static void fill(MemorySegment scores, int from, int to) {
            for (int i = from; i < to; i++) {
                scores.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private void block(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            int head,
            int first,
            int count,
            int firstKey,
            Stretch met,
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
                scaled[r * dim + d] = q.floats()[q0 + d] * spec.scale();
            }
        }
        int n = met.length();
        int row = (firstKey + met.from()) * keyHeads + keyHead;
        MemorySegment keys = from(k.floats(), k.offset() + row * dim);
        library.multiply(count, n, dim, MemorySegment.ofArray(scaled), dim, keys, keyHeads * dim, true, weights, n);
        if (spec.window() > 0) {
            met.narrow(weights, spec.window(), count);
        }
        library.softmax(count, n, weights);
        MemorySegment values = from(v.floats(), v.offset() + row * valueDim);
        MemorySegment to = from(out, (first * heads + head) * valueDim);
        library.multiply(count, valueDim, n, weights, n, values, keyHeads * valueDim, false, to, heads * valueDim);
    }

    private static MemorySegment from(float[] array, int offset) {
        return MemorySegment.ofArray(array).asSlice(4L * offset);
    }
}
