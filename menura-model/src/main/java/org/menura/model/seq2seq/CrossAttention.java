package org.menura.model.seq2seq;

import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Linear;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Attention of the writer to what was encoded. */
final class CrossAttention {
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
        Tensor queries = q.apply(x).reshape(rows, heads.queries(), heads.dim());
        Tensor y = ops.attention(
                queries,
                memory.keys().get(layer),
                memory.values().get(layer),
                spec,
                null,
                step.segments(),
                memory.segments(),
                null);
        return out.apply(y.reshape(rows, heads.queryWidth()));
    }
}
