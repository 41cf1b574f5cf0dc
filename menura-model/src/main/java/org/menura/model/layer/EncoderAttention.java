package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Attention (arXiv 1706.03762) within whole sequences that are never continued, so without a cache; as a layer that of
 * rows to the rows of their own sequence.
 */
public final class EncoderAttention implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final AttentionSpec spec;
    private final Qkv qkv;
    private final Linear out;

    public EncoderAttention(Backend ops, Heads heads, AttentionSpec spec, Qkv qkv, Linear out) {
        this.ops = ops;
        this.heads = heads;
        this.spec = spec;
        this.qkv = qkv;
        this.out = out;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Qkv.Projected p = qkv.apply(x);
        ForwardBatch.Keys visible = step.keys();
        if (visible == null) {
            return out.apply(attend(ops, heads, spec, p, step.segments(), step.segments()));
        }
        Qkv.Projected seen =
                new Qkv.Projected(p.q(), ops.gatherRows(p.k(), visible.rows()), ops.gatherRows(p.v(), visible.rows()));
        return out.apply(attend(ops, heads, spec, seen, step.segments(), visible.segments()));
    }

    /**
     * Attends from the queries' rows to those of the keys and values, which may be others.
     *
     * @return [query rows, heads · headDim]
     */
    public static Tensor attend(
            Backend ops, Heads heads, AttentionSpec spec, Qkv.Projected p, Segments queries, Segments keys) {
        int rows = p.q().dim(0);
        Tensor q = p.q().reshape(rows, heads.queries(), heads.dim());
        Tensor k = p.k().reshape(p.k().dim(0), heads.keys(), heads.dim());
        Tensor v = p.v().reshape(p.v().dim(0), heads.keys(), heads.dim());
        return ops.attention(q, k, v, spec, null, queries, keys, null).reshape(rows, heads.queryWidth());
    }
}
