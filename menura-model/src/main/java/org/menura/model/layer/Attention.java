package org.menura.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Self-attention (arXiv 1706.03762) with a cache of keys and values. */
public final class Attention implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final AttentionSpec spec;
    private final Qkv qkv;
    private final Layer out;
    private final @Nullable Positions positions;
    private final @Nullable QkvChange change;
    private final int slot;

    /** A change of queries, keys and values between projection and rotation: norms, limits. */
    @FunctionalInterface
    public interface QkvChange {
        Qkv.Projected apply(Qkv.Projected projected);

        /** Returns a norm over the whole width of the queries and another over that of the keys. */
        static QkvChange wholeNorms(Norm q, Norm k) {
            return p -> new Qkv.Projected(q.apply(p.q()), k.apply(p.k()), p.v());
        }

        /** Returns the same norms for each head. */
        static QkvChange headNorms(Heads heads, Norm q, Norm k) {
            return p -> new Qkv.Projected(perHead(q, p.q(), heads.dim()), perHead(k, p.k(), heads.dim()), p.v());
        }

        /** Returns a limit of each element to [-limit, limit]. */
        static QkvChange clip(Backend ops, float limit) {
            return p -> new Qkv.Projected(
                    ops.clamp(p.q(), -limit, limit), ops.clamp(p.k(), -limit, limit), ops.clamp(p.v(), -limit, limit));
        }

        /** Returns a change that applies this one, then another. */
        default QkvChange then(QkvChange next) {
            return p -> next.apply(apply(p));
        }

        private static Tensor perHead(Norm norm, Tensor x, int dim) {
            long rows = x.dim(0);
            return norm.apply(x.reshape(x.elements() / dim, dim)).reshape(rows, x.elements() / rows);
        }
    }

    /**
     * Creates an attention layer.
     *
     * @param positions the position encoding that the scores depend on, or null for none
     * @param change change of queries, keys and values between projection and rotation, or null
     */
    public Attention(
            Weights w,
            Heads heads,
            AttentionSpec spec,
            Qkv qkv,
            Layer out,
            @Nullable Positions positions,
            @Nullable QkvChange change) {
        this.ops = w.ops();
        this.heads = heads;
        this.spec = spec;
        this.qkv = qkv;
        this.out = out;
        this.positions = positions;
        this.change = change;
        int keyDim = positions == null ? heads.dim() : positions.keyDim(heads.dim());
        this.slot = w.slot(new StateSpec.KeyValues(heads.keys(), keyDim, heads.dim(), spec.window()));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Qkv.Projected p = qkv.apply(x);
        if (change != null) {
            p = change.apply(p);
        }
        int rows = x.dim(0);
        Tensor q = p.q().reshape(rows, heads.queries(), heads.dim());
        Tensor k = p.k().reshape(rows, heads.keys(), heads.dim());
        Tensor v = p.v().reshape(rows, heads.keys(), heads.dim());
        if (positions != null) {
            q = positions.queries(q, step);
            k = positions.keys(k, step);
        }
        Tensor mixed = mix(q, k, v, step); // [rows, heads, headDim]
        return out.forward(mixed.reshape(rows, heads.queryWidth()), step);
    }

    private Tensor mix(Tensor q, Tensor k, Tensor v, ForwardBatch step) {
        Segments segments = step.segments();
        KvCache[] caches = step.caches(slot);
        int[] prefixes = step.prefixes();
        if (prefixes == null || prefixes.length == 0) {
            return ops.attention(q, k, v, spec, null, segments, segments, caches);
        }
        if (Arrays.stream(prefixes).allMatch(p -> p == prefixes[0])) {
            return ops.attention(q, k, v, spec.withPrefix(prefixes[0]), null, segments, segments, caches);
        }
        List<Tensor> parts = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (int s = 0; s < prefixes.length; s++) {
            int from = segments.start(s);
            int to = segments.end(s);
            Segments one = Segments.ofLengths(to - from);
            KvCache[] cache = caches == null ? null : new KvCache[] {caches[s]};
            AttentionSpec prefixed = spec.withPrefix(prefixes[s]);
            parts.add(
                    ops.attention(q.rows(from, to), k.rows(from, to), v.rows(from, to), prefixed, null, one, one, cache)
                            .reshape(to - from, heads.queryWidth()));
            targets.add(IntStream.range(from, to).toArray());
        }
        return ops.scatterRows(segments.rows(), parts, targets);
    }
}
