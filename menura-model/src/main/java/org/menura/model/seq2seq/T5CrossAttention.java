package org.menura.model.seq2seq;

import org.menura.model.Step;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** T5's attention of the writer to what was read: without scaling or biases. */
final class T5CrossAttention {
    private final Backend ops;
    private final Heads heads;
    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear out;

    T5CrossAttention(Weights w, int hidden, Heads heads) {
        this.ops = w.ops();
        this.heads = heads;
        this.q = new Linear(w.at("q"), hidden, heads.queryWidth(), false);
        this.k = new Linear(w.at("k"), hidden, heads.keyWidth(), false);
        this.v = new Linear(w.at("v"), hidden, heads.keyWidth(), false);
        this.out = new Linear(w.at("o"), heads.queryWidth(), hidden, false);
    }

    /** Keys of what was read: [rows, hidden] → [rows, heads, headDim]. */
    Tensor keys(Tensor encoded) {
        return k.apply(encoded).reshape(encoded.dim(0), heads.keys(), heads.dim());
    }

    /** Values of what was read: [rows, hidden] → [rows, heads, headDim]. */
    Tensor values(Tensor encoded) {
        return v.apply(encoded).reshape(encoded.dim(0), heads.keys(), heads.dim());
    }

    /** Attends from x [rows, hidden]. */
    Tensor forward(Tensor x, Step step, Tensor keys, Tensor values, Segments read) {
        int rows = x.dim(0);
        Tensor queries = q.apply(x).reshape(rows, heads.queries(), heads.dim());
        Tensor y = ops.attention(queries, keys, values, AttentionSpec.full(1), null, step.segments(), read, null);
        return out.apply(y.reshape(rows, heads.queryWidth()));
    }
}
