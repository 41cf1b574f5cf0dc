package org.menura.tensor.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;

/** Scaled dot-product attention of the queries of one sequence over its keys and values. */
final class Attention {
    private static final Primitives P = Primitives.BEST;

    private Attention() {}

    /**
     * Keys and values of one sequence.
     *
     * @param keys [count, heads, keyDim] from {@code keyOffset} on
     * @param values [count, heads, valueDim] from {@code valueOffset} on
     * @param first position of the first key
     */
    record Memory(
            float[] keys,
            int keyOffset,
            float[] values,
            int valueOffset,
            int count,
            int first,
            int heads,
            int keyDim,
            int valueDim) {
        /** Rows {@code from} to {@code to} of k and v, the first one at position 0. */
        static Memory of(Tensor k, Tensor v, int from, int to) {
            int heads = k.dim(1);
            return new Memory(
                    k.floats(),
                    k.offset() + from * heads * k.dim(2),
                    v.floats(),
                    v.offset() + from * heads * v.dim(2),
                    to - from,
                    0,
                    heads,
                    k.dim(2),
                    v.dim(2));
        }

        /** What a cache holds once rows {@code from} to {@code to} of k and v are appended. */
        static Memory of(KvCache c, Tensor k, Tensor v, int from, int to) {
            c.append(k, v, from, to);
            int first = c.length() - c.stored();
            return new Memory(c.keys(), 0, c.values(), 0, c.stored(), first, k.dim(1), k.dim(2), v.dim(2));
        }
    }

    /**
     * Attends from queries {@code from} to {@code to} of q, the last one at the position of the last key.
     *
     * @param q [rows, heads, keyDim]
     * @param out [rows, heads, valueDim]
     */
    static void attend(
            Workers workers,
            Tensor q,
            int from,
            int to,
            Memory m,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            float[] out) {
        int heads = q.dim(1);
        int group = heads / m.heads;
        int position = m.first + m.count - (to - from);
        int grain = Math.max(1, 8192 / Math.max(1, m.count * (m.keyDim + m.valueDim)));
        workers.run((to - from) * heads, grain, (start, end) -> {
            float[] scores = new float[m.count];
            for (int task = start; task < end; task++) {
                int row = from + task / heads;
                int head = task % heads;
                int queryPosition = position + task / heads;
                one(q, row, head, head / group, queryPosition, m, spec, relativeBias, scores, out);
            }
        });
    }

    private static void one(
            Tensor q,
            int row,
            int head,
            int keyHead,
            int position,
            Memory m,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            float[] scores,
            float[] out) {
        int heads = q.dim(1);
        int lowest = spec.window() > 0 ? Math.max(0, position - spec.window() + 1 - m.first) : 0;
        int highest = spec.causal() ? Math.min(m.count, Math.max(position + 1, spec.prefix()) - m.first) : m.count;
        int q0 = q.offset() + (row * heads + head) * m.keyDim;
        float slope = spec.slopes() == null ? 0 : spec.slopes()[head];
        for (int j = lowest; j < highest; j++) {
            int k0 = m.keyOffset + (j * m.heads + keyHead) * m.keyDim;
            float score = P.dot(q.floats(), q0, m.keys, k0, m.keyDim) * spec.scale();
            if (spec.softcap() > 0) {
                score = spec.softcap() * (float) Math.tanh(score / spec.softcap());
            }
            int distance = m.first + j - position;
            score += slope * distance;
            if (relativeBias != null) {
                int reach = relativeBias.dim(0) / 2;
                int entry = Math.clamp(distance, -reach, reach) + reach;
                score += relativeBias.floats()[relativeBias.offset() + entry * heads + head];
            }
            scores[j] = score;
        }
        int o0 = (row * heads + head) * m.valueDim;
        Arrays.fill(out, o0, o0 + m.valueDim, 0);
        if (highest <= lowest) {
            return;
        }
        Norms.softmax(scores, lowest, highest - lowest);
        for (int j = lowest; j < highest; j++) {
            int v0 = m.valueOffset + (j * m.heads + keyHead) * m.valueDim;
            P.axpy(scores[j], m.values, v0, out, o0, m.valueDim);
        }
    }
}
