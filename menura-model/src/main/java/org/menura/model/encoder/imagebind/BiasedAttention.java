package org.menura.model.encoder.imagebind;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Self-attention under the names of PyTorch's {@code MultiheadAttention}, where asked with its {@code bias_k} and
 * {@code bias_v}: a learned key and value that stand behind those of every sequence.
 */
final class BiasedAttention implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final AttentionSpec spec;
    private final Qkv qkv;
    private final @Nullable Tensor keyBias; // [1, width]
    private final @Nullable Tensor valueBias; // [1, width]
    private final Linear out;

    BiasedAttention(Weights w, Heads heads, AttentionSpec spec, boolean biased) {
        this.ops = w.ops();
        this.heads = heads;
        this.spec = spec;
        int width = heads.queryWidth();
        Tensor weight = w.matrix("in_proj_weight", heads.fusedWidth(), width, xavier(width, heads.fusedWidth()));
        this.qkv = Qkv.stacked(w, heads, new Linear(w, weight, w.zeros("in_proj_bias", heads.fusedWidth())));
        Init spread = Init.normal(Math.sqrt(1.0 / width));
        this.keyBias = biased ? w.floats("bias_k", spread, 1, 1, width).reshape(1, width) : null;
        this.valueBias = biased ? w.floats("bias_v", spread, 1, 1, width).reshape(1, width) : null;
        Weights o = w.at("out_proj");
        this.out = new Linear(o, o.matrix("weight", width, width, xavier(width, width)), o.zeros("bias", width));
    }

    /** Glorot and Bengio's start (2010, equation 16). */
    static Init xavier(int in, int out) {
        double bound = Math.sqrt(6.0 / (in + out));
        return Init.uniform(-bound, bound);
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Qkv.Projected p = qkv.apply(x);
        Segments queries = step.segments();
        Segments keys = keyBias == null ? queries : longer(queries);
        Tensor k = keyBias == null ? p.k() : behind(p.k(), keyBias, queries);
        Tensor v = valueBias == null ? p.v() : behind(p.v(), valueBias, queries);
        Tensor mixed = ops.attention(
                p.q().reshape(queries.rows(), heads.queries(), heads.dim()),
                k.reshape(keys.rows(), heads.keys(), heads.dim()),
                v.reshape(keys.rows(), heads.keys(), heads.dim()),
                spec,
                null,
                queries,
                keys,
                null); // [rows, heads, headDim]
        return out.apply(mixed.reshape(queries.rows(), heads.queryWidth()));
    }

    private static Segments longer(Segments s) {
        return Segments.ofLengths(
                IntStream.range(0, s.count()).map(i -> s.length(i) + 1).toArray());
    }

    /** Each sequence with one more row. */
    private Tensor behind(Tensor x, Tensor row, Segments s) {
        int[] own = new int[s.rows()];
        int[] last = new int[s.count()];
        for (int i = 0; i < last.length; i++) {
            for (int r = s.start(i); r < s.end(i); r++) {
                own[r] = r + i;
            }
            last[i] = s.end(i) + i;
        }
        Tensor rows = ops.gatherRows(row, new int[s.count()]);
        return ops.scatterRows(s.rows() + s.count(), List.of(x, rows), List.of(own, last));
    }
}
