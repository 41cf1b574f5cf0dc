package org.menura.tensor.grad;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Records operations on whole sequences with their ways back. */
final class RecordedSequences {
    private final Backend ops;
    private final Gradients kernels;
    private final Recorder recorder;

    RecordedSequences(Backend ops, Gradients kernels, Recorder recorder) {
        this.ops = ops;
        this.kernels = kernels;
        this.recorder = recorder;
    }

    /** {@link Recorder#needs} of operations on whole sequences: a state would hide what came before from the gradient. */
    private boolean needsWhole(Object @Nullable [] states, @Nullable Tensor... operands) {
        boolean needed = recorder.needs(operands);
        if (needed && states != null) {
            throw new IllegalStateException("a recorded pass takes whole sequences, not states");
        }
        return needed;
    }

    Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            KvCache @Nullable [] caches) {
        Tensor y = ops.attention(q, k, v, spec, relativeBias, queries, keys, caches);
        return recorder.recordedWithResult(
                needsWhole(caches, q, k, v, relativeBias),
                y,
                (g, dy) -> kernels.attention(
                        q,
                        k,
                        v,
                        spec,
                        relativeBias,
                        queries,
                        keys,
                        y,
                        dy,
                        g.target(q),
                        g.target(k),
                        g.target(v),
                        g.target(relativeBias)));
    }

    Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        // A view of its own: what a backend prepares of weights must not outlive their next change.
        return recorder.recorded(
                needsWhole(states, x, w, bias),
                ops.causalConv(x, RecordedPictures.view(w), bias, segments, states),
                (g, dy) -> kernels.causalConv(x, w, segments, dy, g.target(x), g.target(w), g.target(bias)));
    }

    Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, x),
                ops.shift(x, segments, states),
                (g, dy) -> kernels.shift(dy, segments, g.wanted(x)));
    }

    Tensor selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, x, delta, a, b, c, d),
                ops.selectiveScan(x, delta, a, b, c, d, segments, states),
                (g, dy) -> kernels.selectiveScan(
                        x,
                        delta,
                        a,
                        b,
                        c,
                        d,
                        segments,
                        dy,
                        g.target(x),
                        g.target(delta),
                        g.target(a),
                        g.target(b),
                        g.target(c),
                        g.target(d)));
    }

    Tensor headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, x, delta, a, b, c, d),
                ops.headScan(x, delta, a, b, c, d, segments, states),
                (g, dy) -> kernels.headScan(
                        x,
                        delta,
                        a,
                        b,
                        c,
                        d,
                        segments,
                        dy,
                        g.target(x),
                        g.target(delta),
                        g.target(a),
                        g.target(b),
                        g.target(c),
                        g.target(d)));
    }

    Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, decay, bonus, k, v),
                ops.wkv4(decay, bonus, k, v, segments, states),
                (g, dy) -> kernels.wkv4(
                        decay, bonus, k, v, segments, dy, g.target(decay), g.target(bonus), g.target(k), g.target(v)));
    }

    Tensor wkv6(Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, r, k, v, w, bonus),
                ops.wkv6(r, k, v, w, bonus, segments, states),
                (g, dy) -> kernels.wkv6(
                        r,
                        k,
                        v,
                        w,
                        bonus,
                        segments,
                        dy,
                        g.target(r),
                        g.target(k),
                        g.target(v),
                        g.target(w),
                        g.target(bonus)));
    }

    Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        return recorder.recorded(
                needsWhole(states, r, w, k, v, a, b),
                ops.wkv7(r, w, k, v, a, b, segments, states),
                (g, dy) -> kernels.wkv7(
                        r,
                        w,
                        k,
                        v,
                        a,
                        b,
                        segments,
                        dy,
                        g.target(r),
                        g.target(w),
                        g.target(k),
                        g.target(v),
                        g.target(a),
                        g.target(b)));
    }
}
