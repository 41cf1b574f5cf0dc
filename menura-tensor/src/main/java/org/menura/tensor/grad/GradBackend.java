package org.menura.tensor.grad;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Gradients;
import org.menura.tensor.Grid;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * Any backend, with gradients: between {@link #record} and the end of the recording, operations that depend on a
 * parameter are remembered, and the way back goes through them in reverse (reverse-mode automatic differentiation).
 * Outside of a recording it computes as the backend does that it wraps. Serves one thread at a time.
 */
public final class GradBackend implements Backend {
    private final Backend ops;
    private final Gradients kernels;
    private final Recorder recorder;

    /**
     * Gradients around a backend.
     *
     * @param ops what computes
     * @param kernels its backward passes
     * @param recomputes whether a block of a model keeps only its result and is computed again on the way back
     *     (arXiv 1604.06174): less memory, a third more work
     */
    public GradBackend(Backend ops, Gradients kernels, boolean recomputes) {
        this.ops = ops;
        this.kernels = kernels;
        this.recorder = new Recorder(ops, kernels, recomputes);
    }

    @Override
    public boolean recordsGradients() {
        return true;
    }

    // --- recording

    /**
     * Begins to record what depends on parameters.
     *
     * @throws IllegalStateException if a recording is open already
     */
    public GradientTape record(List<Parameter> parameters) {
        return recorder.record(parameters);
    }

    /** While recording, results live until the recording is closed. */
    @Override
    public Scope scope() {
        return recorder.scope();
    }

    @Override
    public Scope scope(int rows) {
        return recorder.scope(rows);
    }

    @Override
    public void release(Tensor result) {
        recorder.release(result);
    }

    @Override
    public List<Tensor> stretch(Tensor x, Function<Tensor, List<Tensor>> body) {
        return recorder.stretch(x, body);
    }

    private boolean needs(@Nullable Tensor... operands) {
        return recorder.needs(operands);
    }

    private Tensor recorded(Tensor result, Recorder.Back back) {
        return recorder.recorded(result, back);
    }

    private Tensor recordedWithResult(Tensor result, Recorder.Back back) {
        return recorder.recordedWithResult(result, back);
    }

    /** The gradient of the one operand, which is wanted, or nothing would have been recorded. */
    private static Tensor wanted(Tape g, Tensor x) {
        Tensor target = g.target(x);
        if (target == null) {
            throw new IllegalStateException("an operation was recorded whose operand needs no gradient");
        }
        return target;
    }

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        Tensor y = ops.linear(x, w, bias);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, kernels.through(dy, w));
                    }
                    outer(dy, x, g.target(w));
                    add(dy, 1, g.target(bias));
                })
                : y;
    }

    /** Of the update it keeps {@code x · aᵀ} alone. */
    @Override
    public Tensor adaptedLinear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor a, Tensor b, float scale) {
        if (!needs(x, w, bias, a, b)) {
            return ops.adaptedLinear(x, w, bias, a, b, scale);
        }
        Tensor product = ops.linear(x, w, null);
        Tensor inner = ops.linear(x, a, null); // [rows, rank]
        Tensor low = ops.linear(inner, b, null);
        Tensor update = ops.affine(low, scale, 0);
        ops.release(low);
        kernels.add(update, 1, product);
        ops.release(update);
        Tensor y = product;
        if (bias != null) {
            y = ops.add(product, bias);
            ops.release(product);
        }
        return recorded(y, (g, dy) -> {
            add(dy, 1, g.target(bias));
            Tensor dLow = ops.affine(dy, scale, 0);
            outer(dLow, inner, g.target(b));
            Tensor dInner = kernels.through(dLow, b);
            ops.release(dLow);
            if (g.needs(x)) {
                g.give(x, kernels.through(dInner, a));
            }
            outer(dInner, x, g.target(a));
            ops.release(dInner);
            if (g.needs(x)) {
                g.give(x, kernels.through(dy, w));
            }
            outer(dy, x, g.target(w));
        });
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        Tensor y = ops.matmul(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(a)) {
                        g.give(a, ops.linear(dy, b, null)); // dy · bᵀ
                    }
                    outer(a, dy, g.target(b)); // aᵀ · dy
                })
                : y;
    }

    private void outer(Tensor dy, Tensor x, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.outer(dy, x, dw);
        }
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        Tensor y = ops.embedding(table, ids);
        return needs(table) ? recorded(y, (g, dy) -> kernels.gatherRows(dy, ids, wanted(g, table))) : y;
    }

    // --- element by element

    private void add(Tensor dy, float scale, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.add(dy, scale, dx);
        }
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        Tensor y = ops.add(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    add(dy, 1, g.target(a));
                    add(dy, 1, g.target(b));
                })
                : y;
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        Tensor y = ops.sub(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    add(dy, 1, g.target(a));
                    add(dy, -1, g.target(b));
                })
                : y;
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        Tensor y = ops.mul(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    addProduct(dy, b, g.target(a));
                    addProduct(dy, a, g.target(b));
                })
                : y;
    }

    private void addProduct(Tensor dy, Tensor factor, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.addProduct(dy, factor, dx);
        }
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        Tensor y = ops.affine(x, scale, shift);
        return needs(x) ? recorded(y, (g, dy) -> add(dy, scale, g.target(x))) : y;
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        Tensor y = ops.clamp(x, low, high);
        return needs(x) ? recorded(y, (g, dy) -> kernels.clamp(x, low, high, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        Tensor y = ops.activate(f, x);
        return needs(x) ? recorded(y, (g, dy) -> kernels.activate(f, x, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        Tensor y = ops.gated(f, gate, up);
        return needs(gate, up)
                ? recorded(y, (g, dy) -> kernels.gated(f, gate, up, dy, g.target(gate), g.target(up)))
                : y;
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        Tensor y = ops.lerp(a, b, t);
        return needs(a, b, t)
                ? recorded(y, (g, dy) -> kernels.lerp(a, b, t, dy, g.target(a), g.target(b), g.target(t)))
                : y;
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        Tensor y = ops.scaleRows(x, factors);
        return needs(x, factors)
                ? recorded(y, (g, dy) -> kernels.scaleRows(x, factors, dy, g.target(x), g.target(factors)))
                : y;
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        Tensor y = ops.rmsNorm(x, w, eps, shift);
        return needs(x, w)
                ? recorded(y, (g, dy) -> kernels.rmsNorm(x, w, eps, shift, dy, g.target(x), g.target(w)))
                : y;
    }

    @Override
    public Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return normed(ops.layerNorm(x, w, bias, eps), x, 1, w, bias, eps);
    }

    @Override
    public Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return normed(ops.groupNorm(x, groups, w, bias, eps), x, groups, w, bias, eps);
    }

    private Tensor normed(Tensor y, Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return needs(x, w, bias)
                ? recorded(
                        y,
                        (g, dy) -> kernels.groupNorm(x, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)))
                : y;
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        Tensor y = ops.l2Normalize(x, eps);
        return needs(x) ? recorded(y, (g, dy) -> kernels.l2Normalize(x, eps, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        Tensor y = ops.normalizeSum(x);
        return needs(x) ? recorded(y, (g, dy) -> kernels.normalizeSum(x, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor softmax(Tensor x) {
        Tensor y = ops.softmax(x);
        return needs(x) ? recordedWithResult(y, (g, dy) -> kernels.softmax(y, dy, wanted(g, x))) : y;
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        Tensor y = ops.columns(x, from, to);
        return needs(x) ? recorded(y, (g, dy) -> kernels.columns(dy, from, wanted(g, x))) : y;
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        Tensor y = ops.concat(parts);
        return needs(parts.toArray(Tensor[]::new))
                ? recorded(y, (g, dy) -> {
                    int from = 0;
                    for (Tensor part : parts) {
                        Tensor target = g.target(part);
                        if (target != null) {
                            kernels.part(dy, from, target);
                        }
                        from += part.shape().cols();
                    }
                })
                : y;
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        Tensor y = ops.gatherRows(x, rows);
        return needs(x) ? recorded(y, (g, dy) -> kernels.gatherRows(dy, rows, wanted(g, x))) : y;
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        Tensor y = ops.scatterRows(count, parts, targets);
        return needs(parts.toArray(Tensor[]::new))
                ? recorded(y, (g, dy) -> {
                    for (int i = 0; i < parts.size(); i++) {
                        Tensor target = g.target(parts.get(i));
                        if (target != null) {
                            kernels.scatterRows(dy, targets.get(i), target);
                        }
                    }
                })
                : y;
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        Tensor y = ops.pick(x, indices);
        return needs(x) ? recorded(y, (g, dy) -> kernels.pick(dy, indices, wanted(g, x))) : y;
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        Tensor y = ops.sumGroups(x, group);
        return needs(x) ? recorded(y, (g, dy) -> kernels.sumGroups(dy, group, wanted(g, x))) : y;
    }

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        Tensor y = ops.rope(x, angles, interleaved);
        return needs(x) ? recorded(y, (g, dy) -> kernels.rope(dy, angles, interleaved, wanted(g, x))) : y;
    }

    // --- pictures

    /** Weights as a view of their own, where they may change: what a backend prepares of them must not outlive that. */
    private static Tensor unprepared(Tensor w) {
        return w.onHeap() ? view(w) : w;
    }

    private static Tensor view(Tensor w) {
        return w.reshape(w.shape().toArray());
    }

    @Override
    public Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        Tensor y = ops.conv(x, unprepared(w), bias, grid, window, groups);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.convTransposed(dy, view(w), null, window.out(grid), window, grid, groups));
                    }
                    weights(x, dy, grid, window, groups, g.target(w));
                    add(dy, 1, g.target(bias));
                })
                : y;
    }

    @Override
    public Tensor convTransposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        Tensor y = ops.convTransposed(x, unprepared(w), bias, grid, window, out, groups);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.conv(dy, view(w), null, out, window, groups));
                    }
                    weights(dy, x, out, window, groups, g.target(w));
                    add(dy, 1, g.target(bias));
                })
                : y;
    }

    private void weights(Tensor x, Tensor dy, Grid grid, Window window, int groups, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.convWeights(x, dy, grid, window, groups, dw);
        }
    }

    @Override
    public Tensor groupNorm(
            Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        Tensor y = ops.groupNorm(x, pictures, groups, w, bias, eps);
        return needs(x, w, bias)
                ? recorded(
                        y,
                        (g, dy) -> kernels.groupNorm(
                                x, pictures, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)))
                : y;
    }

    // --- sequence mixers

    /** Recordings are of whole sequences: a state would hide what came before from the gradient. */
    private static void wholeOnly(Object @Nullable [] states) {
        if (states != null) {
            throw new IllegalStateException("a recorded pass takes whole sequences, not states");
        }
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
        Tensor y = ops.attention(q, k, v, spec, relativeBias, queries, keys, caches);
        if (!needs(q, k, v, relativeBias)) {
            return y;
        }
        wholeOnly(caches);
        return recordedWithResult(
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

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        // A view of its own: what a backend prepares of weights must not outlive their next change.
        Tensor y = ops.causalConv(x, w.reshape(w.shape().toArray()), bias, segments, states);
        if (!needs(x, w, bias)) {
            return y;
        }
        wholeOnly(states);
        return recorded(y, (g, dy) -> kernels.causalConv(x, w, segments, dy, g.target(x), g.target(w), g.target(bias)));
    }

    @Override
    public Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        Tensor y = ops.shift(x, segments, states);
        if (!needs(x)) {
            return y;
        }
        wholeOnly(states);
        return recorded(y, (g, dy) -> kernels.shift(dy, segments, wanted(g, x)));
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
        Tensor y = ops.selectiveScan(x, delta, a, b, c, d, segments, states);
        if (!needs(x, delta, a, b, c, d)) {
            return y;
        }
        wholeOnly(states);
        return recorded(
                y,
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
        Tensor y = ops.headScan(x, delta, a, b, c, d, segments, states);
        if (!needs(x, delta, a, b, c, d)) {
            return y;
        }
        wholeOnly(states);
        return recorded(
                y,
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

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor y = ops.wkv4(decay, bonus, k, v, segments, states);
        if (!needs(decay, bonus, k, v)) {
            return y;
        }
        wholeOnly(states);
        return recorded(
                y,
                (g, dy) -> kernels.wkv4(
                        decay, bonus, k, v, segments, dy, g.target(decay), g.target(bonus), g.target(k), g.target(v)));
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor y = ops.wkv6(r, k, v, w, bonus, segments, states);
        if (!needs(r, k, v, w, bonus)) {
            return y;
        }
        wholeOnly(states);
        return recorded(
                y,
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

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor y = ops.wkv7(r, w, k, v, a, b, segments, states);
        if (!needs(r, w, k, v, a, b)) {
            return y;
        }
        wholeOnly(states);
        return recorded(
                y,
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

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        Tensor y = ops.crossEntropy(logits, targets);
        return needs(logits)
                ? recorded(y, (g, dy) -> {
                    if (g.mayReplace(logits)) {
                        kernels.crossEntropyInPlace(logits, targets, dy);
                        g.replace(logits);
                    } else {
                        kernels.crossEntropy(logits, targets, dy, wanted(g, logits));
                    }
                })
                : y;
    }

    @Override
    public Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        Tensor y = ops.maskedCrossEntropy(logits, targets, allowed);
        return needs(logits)
                ? recorded(y, (g, dy) -> kernels.maskedCrossEntropy(logits, targets, allowed, dy, wanted(g, logits)))
                : y;
    }
}
