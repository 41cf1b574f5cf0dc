package org.menura.model.seq2seq;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Linear;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Attention of the writer to what was encoded. */
final class CrossAttention {
    /** Rows of a sequence up to which a pass is taken for a step of decoding, not for a whole text. */
    private static final int FEW_ROWS = 8;

    private final Backend ops;
    private final Heads heads;
    private final AttentionSpec spec;
    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear out;

    /**
     * A layer over given projections.
     *
     * @param scale factor of the scores
     */
    CrossAttention(Backend ops, Heads heads, float scale, Linear q, Linear k, Linear v, Linear out) {
        this.ops = ops;
        this.heads = heads;
        this.spec = AttentionSpec.full(scale);
        this.q = q;
        this.k = k;
        this.v = v;
        this.out = out;
    }

    /** Keys of what was encoded: [rows, hidden] → [rows, heads, headDim]. */
    Tensor keys(Tensor encoded) {
        return k.apply(encoded).reshape(encoded.dim(0), heads.keys(), heads.dim());
    }

    /** Values of what was encoded: [rows, hidden] → [rows, heads, headDim]. */
    Tensor values(Tensor encoded) {
        return v.apply(encoded).reshape(encoded.dim(0), heads.keys(), heads.dim());
    }

    /** Attends from x [rows, hidden] to what a layer of the decoder remembers. */
    Tensor forward(Tensor x, ForwardBatch step, Memory memory, int layer) {
        int rows = x.dim(0);
        // What is remembered of one sequence is for all rows, whatever sequence they write.
        Segments segments = memory.segments().count() == 1 ? Segments.ofLengths(rows) : step.segments();
        Tensor queries = q.apply(x).reshape(rows, heads.queries(), heads.dim());
        if (step.isObserved()) {
            step.observe(queriesOf(layer), queries);
        }
        Tensor y = isStep(segments, memory)
                ? remembered(queries, segments, memory, layer)
                : ops.attention(
                        queries,
                        memory.keys().get(layer),
                        memory.values().get(layer),
                        spec,
                        null,
                        segments,
                        memory.segments(),
                        null);
        return out.apply(y.reshape(rows, heads.queryWidth()));
    }

    /** What observers know a layer's queries by. */
    static String queriesOf(int layer) {
        return "decoder.layer.%d.cross_attention.queries".formatted(layer);
    }

    /**
     * Returns how the queries of some heads attend to the first rows of one remembered sequence.
     *
     * @param queries [rows, heads, headDim]
     * @param keys [remembered rows, heads, headDim]
     * @return by head weights by query, which add up to 1
     */
    List<float[][]> weights(Tensor queries, Tensor keys, List<Integer> some, int rows) {
        float[] qs = queries.toFloats();
        float[] ks = keys.toFloats();
        return some.stream().map(head -> weights(qs, ks, head, rows)).toList();
    }

    private float[][] weights(float[] qs, float[] ks, int head, int rows) {
        int width = heads.queryWidth();
        int group = heads.queries() / heads.keys();
        float[][] out = new float[qs.length / width][rows];
        for (int i = 0; i < out.length; i++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < rows; j++) {
                float score = 0;
                int query = i * width + head * heads.dim();
                int key = j * heads.keyWidth() + head / group * heads.dim();
                for (int d = 0; d < heads.dim(); d++) {
                    score += qs[query + d] * ks[key + d];
                }
                out[i][j] = spec.scale() * score;
                largest = Math.max(largest, out[i][j]);
            }
            softmax(out[i], largest);
        }
        return out;
    }

    private static void softmax(float[] scores, float largest) {
        float sum = 0;
        for (int j = 0; j < scores.length; j++) {
            scores[j] = (float) Math.exp(scores[j] - largest);
            sum += scores[j];
        }
        for (int j = 0; j < scores.length; j++) {
            scores[j] /= sum;
        }
    }

    /** Whether a few tokens are decoded, as happens many times with the same memory. */
    private boolean isStep(Segments rows, Memory memory) {
        return !ops.recordsGradients()
                && !ops.readsRowsFast()
                && rows.count() == memory.segments().count()
                && IntStream.range(0, rows.count()).allMatch(s -> rows.length(s) <= FEW_ROWS);
    }

    /** Attends by the memory's caches, which the first step fills. */
    private Tensor remembered(Tensor queries, Segments rows, Memory memory, int layer) {
        KvCache[] caches = memory.caches(layer);
        Tensor k = memory.keys().get(layer);
        Tensor v = memory.values().get(layer);
        Segments appended = memory.segments();
        if (Arrays.stream(caches).anyMatch(c -> c.length() > 0)) {
            k = k.rows(0, 0);
            v = v.rows(0, 0);
            appended = Segments.ofLengths(new int[caches.length]);
        }
        return ops.attention(queries, k, v, spec, null, rows, appended, caches);
    }
}
