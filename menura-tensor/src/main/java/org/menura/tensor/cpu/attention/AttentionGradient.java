package org.menura.tensor.cpu.attention;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/**
 * The backward pass of attention, after FlashAttention-2 (arXiv 2307.08691, algorithm 2). See {@link
 * org.menura.tensor.Gradients}. A task is a sequence and a key head, with all query heads that share it: nobody else adds
 * to their gradients.
 */
public final class AttentionGradient {
    private static final ThreadLocal<HeadGradient> HEADS = ThreadLocal.withInitial(HeadGradient::new);

    /** Multiplications that are worth handing to another thread. */
    private static final long GRAIN = 1 << 15;

    private AttentionGradient() {}

    /**
     * What is known and what is wanted.
     *
     * @param biasPartials gets the gradients of relativeBias, [sequences, heads, entries]
     */
    record Call(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            Tensor y,
            Tensor dy,
            @Nullable Tensor dq,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            float @Nullable [] biasPartials) {}

    public static void attention(
            Workers workers,
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            Tensor y,
            Tensor dy,
            @Nullable Tensor dq,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor dRelativeBias) {
        int keyHeads = k.dim(1);
        int size = dRelativeBias == null ? 0 : Math.toIntExact(dRelativeBias.elements());
        float[] partials = dRelativeBias == null ? null : new float[Math.multiplyExact(queries.count(), size)];
        Call call = new Call(q, k, v, spec, relativeBias, queries, keys, y, dy, dq, dk, dv, partials);
        int tasks = queries.count() * keyHeads;
        long pairs = 0;
        for (int s = 0; s < queries.count(); s++) {
            pairs += (long) queries.length(s) * keys.length(s);
        }
        long cost = pairs * q.dim(1) * (q.dim(2) + v.dim(2)) / Math.max(1, tasks);
        workers.run(tasks, (int) Math.max(1, GRAIN / Math.max(1, cost)), (from, to) -> {
            HeadGradient head = HEADS.get();
            for (int i = from; i < to; i++) {
                head.add(call, i / keyHeads, i % keyHeads);
            }
        });
        if (dRelativeBias != null && partials != null) {
            addPartials(partials, queries.count(), dRelativeBias);
        }
    }

    /** Sequence by sequence. */
    private static void addPartials(float[] partials, int sequences, Tensor to) {
        int entries = to.dim(0);
        int heads = to.dim(1);
        float[] out = to.floats();
        for (int s = 0; s < sequences; s++) {
            for (int head = 0; head < heads; head++) {
                int from = (s * heads + head) * entries;
                for (int e = 0; e < entries; e++) {
                    out[to.offset() + e * heads + head] += partials[from + e];
                }
            }
        }
    }
}
