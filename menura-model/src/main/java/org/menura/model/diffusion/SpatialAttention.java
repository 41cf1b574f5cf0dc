package org.menura.model.diffusion;

import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.GroupNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Attention of every place of a picture to all others, in one head, beside a residual: an autoencoder's. */
final class SpatialAttention {
    private final Backend ops;
    private final GroupNorm norm;
    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear out;

    /** Takes {@code to_q} and so on at w, or, of older files, {@code query} and so on. */
    SpatialAttention(Weights w, int channels, int groups, float eps) {
        boolean isOld = w.has("query.weight");
        this.ops = w.ops();
        this.norm = new GroupNorm(w.at("group_norm"), channels, groups, eps);
        this.q = new Linear(w.at(isOld ? "query" : "to_q"), channels, channels, true);
        this.k = new Linear(w.at(isOld ? "key" : "to_k"), channels, channels, true);
        this.v = new Linear(w.at(isOld ? "value" : "to_v"), channels, channels, true);
        this.out = new Linear(w.at(isOld ? "proj_attn" : "to_out.0"), channels, channels, true);
    }

    FeatureMap apply(FeatureMap x) {
        return x.through(ops, in -> {
            Tensor h = norm.apply(in).rows();
            int rows = h.dim(0);
            int n = in.channels();
            Segments pictures = in.grid().segments();
            AttentionSpec spec = AttentionSpec.full((float) (1 / Math.sqrt(n)));
            Tensor y = ops.attention(
                    q.apply(h).reshape(rows, 1, n),
                    k.apply(h).reshape(rows, 1, n),
                    v.apply(h).reshape(rows, 1, n),
                    spec,
                    null,
                    pictures,
                    pictures,
                    null);
            return in.with(ops.add(in.rows(), out.apply(y.reshape(rows, n))));
        });
    }
}
