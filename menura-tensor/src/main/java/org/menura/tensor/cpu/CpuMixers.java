package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The part of the backend that mixes the rows of a sequence, and the threads and memory that every part uses. */
abstract sealed class CpuMixers implements Backend permits CpuBackend {
    final Workers workers;
    private final Pool pool = new Pool();

    CpuMixers(int threads) {
        this.workers = new Workers(threads);
    }

    @Override
    public final Scope scope() {
        return pool.open();
    }

    final Tensor make(Shape shape) {
        return Tensor.of(pool.take(Math.toIntExact(shape.elements())), 0, shape);
    }

    /** A tensor with x's outer sizes and rows of {@code n}. */
    final Tensor like(Tensor x, int n) {
        long[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = n;
        return make(Shape.of(sizes));
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            KvCache @Nullable [] caches) {
        Checks.product("attention", q, k, q.dim(2) == k.dim(2) && q.dim(1) % k.dim(1) == 0);
        Checks.product("attention", k, v, k.dim(0) == v.dim(0) && v.dim(1) == k.dim(1));
        Tensor out = make(Shape.of(q.dim(0), q.dim(1), v.dim(2)));
        for (int s = 0; s < queries.count(); s++) {
            Attention.Memory memory = caches == null
                    ? Attention.Memory.of(k, v, keys.start(s), keys.end(s))
                    : Attention.Memory.of(caches[s], k, v, keys.start(s), keys.end(s));
            Attention.attend(workers, q, queries.start(s), queries.end(s), memory, spec, relativeBias, out.floats());
        }
        return out;
    }

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        Checks.product("causalConv", x, w, x.shape().cols() == w.dim(0));
        Tensor out = make(x.shape());
        Moves.causalConv(x, w, bias, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        Moves.shift(x, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        Recurrence.run(
                workers,
                segments,
                states,
                a.shape(),
                a.dim(0),
                8L * a.dim(1),
                (from, to, low, high, h, h0) ->
                        Scans.selective(x, delta, a, b, c, d, from, to, low, high, h, h0, out.floats()));
        return out;
    }

    @Override
    public Tensor headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        Shape state = Shape.of(x.dim(1), x.dim(2), b.dim(2));
        long cost = 2L * x.dim(2) * b.dim(2);
        Recurrence.run(
                workers,
                segments,
                states,
                state,
                x.dim(1),
                cost,
                (from, to, low, high, h, h0) ->
                        Scans.heads(x, delta, a, b, c, d, from, to, low, high, h, h0, out.floats()));
        return out;
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(k.shape());
        int n = k.shape().cols();
        Tensor[] carried = states == null ? Wkv.emptyFour(segments.count(), n) : states;
        Recurrence.run(
                workers,
                segments,
                carried,
                Shape.of(3, n),
                n,
                64,
                (from, to, low, high, s, s0) -> Wkv.four(decay, bonus, k, v, from, to, low, high, s, s0, out.floats()));
        return out;
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        Shape state = Shape.of(r.dim(1), r.dim(2), r.dim(2));
        long cost = 3L * r.dim(2) * r.dim(2);
        Recurrence.run(
                workers,
                segments,
                states,
                state,
                r.dim(1),
                cost,
                (from, to, low, high, s, s0) -> Wkv.six(r, k, v, w, bonus, from, to, low, high, s, s0, out.floats()));
        return out;
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        Shape state = Shape.of(r.dim(1), r.dim(2), r.dim(2));
        long cost = 5L * r.dim(2) * r.dim(2);
        Recurrence.run(
                workers,
                segments,
                states,
                state,
                r.dim(1),
                cost,
                (from, to, low, high, s, s0) -> Wkv.seven(r, w, k, v, a, b, from, to, low, high, s, s0, out.floats()));
        return out;
    }
}
