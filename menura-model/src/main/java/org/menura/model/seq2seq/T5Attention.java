package org.menura.model.seq2seq;

import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** T5's self-attention: scores are not scaled, and distances have biases. */
final class T5Attention implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final Qkv qkv;
    private final Linear out;
    private final RelativeBias bias;
    private final AttentionSpec spec;
    private final boolean causal;
    private final int slot;

    T5Attention(Weights w, int hidden, Heads heads, RelativeBias bias) {
        this.ops = w.ops();
        this.heads = heads;
        this.bias = bias;
        this.qkv = Qkv.separate(w, "q", "k", "v", hidden, heads, false);
        this.out = new Linear(w.at("o"), heads.queryWidth(), hidden, false);
        this.causal = !bias.bothDirections();
        this.spec = causal ? AttentionSpec.causal(1) : AttentionSpec.full(1);
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
