package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Self-attention whose scores have biases by distance, as T5's (arXiv 1910.10683, section 2.1). */
public final class BiasedAttention implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final Qkv qkv;
    private final Linear out;
    private final RelativeBias bias;
    private final AttentionSpec spec;
    private final boolean causal;
    private final int slot;

    /**
     * Creates an attention layer; it is causal if its biases are.
     *
     * @param scale of the scores, before their biases
     */
    public BiasedAttention(Weights w, Heads heads, float scale, Qkv qkv, Linear out, RelativeBias bias) {
        this.ops = w.ops();
        this.heads = heads;
        this.bias = bias;
        this.qkv = qkv;
        this.out = out;
        this.causal = !bias.bothDirections();
        this.spec = causal ? AttentionSpec.causal(scale) : AttentionSpec.full(scale);
        this.slot = causal ? w.slot(new StateSpec.KeyValues(heads.keys(), heads.dim(), heads.dim(), 0)) : -1;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        int rows = x.dim(0);
        Qkv.Projected p = qkv.apply(x);
        Tensor y = ops.attention(
                p.q().reshape(rows, heads.queries(), heads.dim()),
                p.k().reshape(rows, heads.keys(), heads.dim()),
                p.v().reshape(rows, heads.keys(), heads.dim()),
                spec,
                bias.get(),
                step.segments(),
                step.segments(),
                causal ? step.caches(slot) : null); // [rows, heads, headDim]
        return out.apply(y.reshape(rows, heads.queryWidth()));
    }
}
