package org.menura.tensor.grad;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Gradients;
import org.menura.tensor.Grid;
import org.menura.tensor.KvCache;
import org.menura.tensor.Rng;
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
    private final RecordedPictures pictures;
    private final RecordedSequences sequences;
    private final PassNoise noise;

    /**
     * Gradients around a backend, whose passes draw the random numbers of seed 0.
     *
     * @param ops what computes
     * @param kernels its backward passes
     * @param recomputes whether a block of a model keeps only its result and is computed again on the way back
     *     (arXiv 1604.06174): less memory, a third more work
     */
    public GradBackend(Backend ops, Gradients kernels, boolean recomputes) {
        this(ops, kernels, recomputes, 0);
    }

    /**
     * Gradients around a backend.
     *
     * @param recomputes as above
     * @param seed of what is random in a pass, such as dropout
     */
    public GradBackend(Backend ops, Gradients kernels, boolean recomputes, long seed) {
        this.noise = new PassNoise(seed);
        this.ops = ops;
        this.kernels = kernels;
        this.recorder = new Recorder(ops, kernels, recomputes);
        this.pictures = new RecordedPictures(ops, kernels, recorder);
        this.sequences = new RecordedSequences(ops, kernels, recorder);
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
        GradientTape tape = recorder.record(parameters);
        noise.beginPass();
        return tape;
    }

    /** Says that recordings from here on belong to a step of training, from which their random numbers follow. */
    public void beginStep(long step) {
        noise.beginStep(step);
    }

    @Override
    public @Nullable Rng noise(String place) {
        return recorder.isOpen() ? noise.at(place) : null;
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

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        return recorder.recorded(recorder.needs(x, w, bias), ops.linear(x, w, bias), (g, dy) -> {
            Tensor dw = g.target(w);
            if (!g.needs(x)) {
                outer(dy, x, dw);
            } else if (dw == null) {
                g.give(x, kernels.through(dy, w));
            } else {
                g.give(x, kernels.linear(dy, x, w, dw));
            }
            add(dy, 1, g.target(bias));
        });
    }

    /** Of the update it keeps {@code scale · (x · aᵀ)} alone. */
    @Override
    public Tensor adaptedLinear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor a, Tensor b, float scale) {
        if (!recorder.needs(x, w, bias, a, b)) {
            return ops.adaptedLinear(x, w, bias, a, b, scale);
        }
        if (!a.onHeap() || !b.onHeap()) {
            return Backend.super.adaptedLinear(x, w, bias, a, b, scale);
        }
        Tensor product = ops.linear(x, w, null);
        Tensor inner = kernels.lowRankInner(x, a, scale); // [rows, rank]
        kernels.addLowRank(inner, b, product);
        Tensor y = product;
        if (bias != null) {
            y = ops.add(product, bias);
            ops.release(product);
        }
        return recorder.recorded(true, y, (g, dy) -> {
            add(dy, 1, g.target(bias));
            if (g.needs(x)) {
                g.give(x, kernels.through(dy, w));
            }
            kernels.lowRank(x, inner, a, b, scale, dy, g.target(x), g.target(a), g.target(b));
            outer(dy, x, g.target(w));
        });
    }

    @Override
    public Tensor addLowRank(Tensor y, Tensor x, Tensor a, Tensor b, float scale) {
        if (!recorder.needs(y, x, a, b)) {
            return ops.addLowRank(y, x, a, b, scale);
        }
        if (!a.onHeap() || !b.onHeap()) {
            return Backend.super.addLowRank(y, x, a, b, scale);
        }
        Tensor inner = kernels.lowRankInner(x, a, scale); // [rows, rank]
        Tensor out = ops.affine(y, 1, 0);
        kernels.addLowRank(inner, b, out);
        return recorder.recorded(true, out, (g, dy) -> {
            add(dy, 1, g.target(y));
            kernels.lowRank(x, inner, a, b, scale, dy, g.target(x), g.target(a), g.target(b));
        });
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        return recorder.recorded(recorder.needs(a, b), ops.matmul(a, b), (g, dy) -> {
            if (g.needs(a)) {
                g.give(a, ops.linear(dy, b, null)); // dy · bᵀ
            }
            outer(a, dy, g.target(b)); // aᵀ · dy
        });
    }

    private void outer(Tensor dy, Tensor x, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.outer(dy, x, dw);
        }
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        return recorder.recorded(
                recorder.needs(table),
                ops.embedding(table, ids),
                (g, dy) -> kernels.gatherRows(dy, ids, g.wanted(table)));
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids, int padding) {
        int[] trained =
                IntStream.range(0, ids.length).filter(i -> ids[i] != padding).toArray();
        if (trained.length == ids.length) {
            return embedding(table, ids);
        }
        int[] rows = IntStream.of(trained).map(i -> ids[i]).toArray();
        return recorder.recorded(recorder.needs(table), ops.embedding(table, ids, padding), (g, dy) -> {
            Tensor kept = ops.gatherRows(dy, trained);
            kernels.gatherRows(kept, rows, g.wanted(table));
            ops.release(kept);
        });
    }

    // --- element by element

    private void add(Tensor dy, float scale, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.add(dy, scale, dx);
        }
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return recorder.recorded(recorder.needs(a, b), ops.add(a, b), (g, dy) -> {
            add(dy, 1, g.target(a));
            add(dy, 1, g.target(b));
        });
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        return recorder.recorded(recorder.needs(a, b), ops.sub(a, b), (g, dy) -> {
            add(dy, 1, g.target(a));
            add(dy, -1, g.target(b));
        });
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        return recorder.recorded(recorder.needs(a, b), ops.mul(a, b), (g, dy) -> {
            addProduct(dy, b, g.target(a));
            addProduct(dy, a, g.target(b));
        });
    }

    private void addProduct(Tensor dy, Tensor factor, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.addProduct(dy, factor, dx);
        }
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        return recorder.recorded(
                recorder.needs(x), ops.affine(x, scale, shift), (g, dy) -> add(dy, scale, g.target(x)));
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        return recorder.recorded(
                recorder.needs(x), ops.clamp(x, low, high), (g, dy) -> kernels.clamp(x, low, high, dy, g.wanted(x)));
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        return recorder.recorded(
                recorder.needs(x), ops.activate(f, x), (g, dy) -> kernels.activate(f, x, dy, g.wanted(x)));
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        return recorder.recorded(
                recorder.needs(gate, up),
                ops.gated(f, gate, up),
                (g, dy) -> kernels.gated(f, gate, up, dy, g.target(gate), g.target(up)));
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        return recorder.recorded(
                recorder.needs(a, b, t),
                ops.lerp(a, b, t),
                (g, dy) -> kernels.lerp(a, b, t, dy, g.target(a), g.target(b), g.target(t)));
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        return recorder.recorded(
                recorder.needs(x, factors),
                ops.scaleRows(x, factors),
                (g, dy) -> kernels.scaleRows(x, factors, dy, g.target(x), g.target(factors)));
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        return recorder.recorded(
                recorder.needs(x, w),
                ops.rmsNorm(x, w, eps, shift),
                (g, dy) -> kernels.rmsNorm(x, w, eps, shift, dy, g.target(x), g.target(w)));
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
        return recorder.recorded(
                recorder.needs(x, w, bias),
                y,
                (g, dy) -> kernels.groupNorm(x, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)));
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        return recorder.recorded(
                recorder.needs(x), ops.l2Normalize(x, eps), (g, dy) -> kernels.l2Normalize(x, eps, dy, g.wanted(x)));
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        return recorder.recorded(
                recorder.needs(x), ops.normalizeSum(x), (g, dy) -> kernels.normalizeSum(x, dy, g.wanted(x)));
    }

    @Override
    public Tensor softmax(Tensor x) {
        Tensor y = ops.softmax(x);
        return recorder.recordedWithResult(recorder.needs(x), y, (g, dy) -> kernels.softmax(y, dy, g.wanted(x)));
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        return recorder.recorded(
                recorder.needs(x), ops.columns(x, from, to), (g, dy) -> kernels.columns(dy, from, g.wanted(x)));
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        return recorder.recorded(recorder.needs(parts.toArray(Tensor[]::new)), ops.concat(parts), (g, dy) -> {
            int from = 0;
            for (Tensor part : parts) {
                Tensor target = g.target(part);
                if (target != null) {
                    kernels.part(dy, from, target);
                }
                from += part.shape().cols();
            }
        });
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        return recorder.recorded(
                recorder.needs(x), ops.gatherRows(x, rows), (g, dy) -> kernels.gatherRows(dy, rows, g.wanted(x)));
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        return recorder.recorded(
                recorder.needs(parts.toArray(Tensor[]::new)), ops.scatterRows(count, parts, targets), (g, dy) -> {
                    for (int i = 0; i < parts.size(); i++) {
                        Tensor target = g.target(parts.get(i));
                        if (target != null) {
                            kernels.scatterRows(dy, targets.get(i), target);
                        }
                    }
                });
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        return recorder.recorded(
                recorder.needs(x), ops.pick(x, indices), (g, dy) -> kernels.pick(dy, indices, g.wanted(x)));
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        return recorder.recorded(
                recorder.needs(x), ops.sumGroups(x, group), (g, dy) -> kernels.sumGroups(dy, group, g.wanted(x)));
    }

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        return recorder.recorded(
                recorder.needs(x),
                ops.rope(x, angles, interleaved),
                (g, dy) -> kernels.rope(dy, angles, interleaved, g.wanted(x)));
    }

    // --- pictures

    @Override
    public Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        return pictures.conv(x, w, bias, grid, window, groups);
    }

    @Override
    public Tensor convTransposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        return pictures.convTransposed(x, w, bias, grid, window, out, groups);
    }

    @Override
    public Tensor groupNorm(
            Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return this.pictures.groupNorm(x, pictures, groups, w, bias, eps);
    }

    // --- sequence mixers

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
        return sequences.attention(q, k, v, spec, relativeBias, queries, keys, caches);
    }

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        return sequences.causalConv(x, w, bias, segments, states);
    }

    @Override
    public Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        return sequences.shift(x, segments, states);
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
        return sequences.selectiveScan(x, delta, a, b, c, d, segments, states);
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
        return sequences.headScan(x, delta, a, b, c, d, segments, states);
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv4(decay, bonus, k, v, segments, states);
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv6(r, k, v, w, bonus, segments, states);
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv7(r, w, k, v, a, b, segments, states);
    }

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        return recorder.recorded(recorder.needs(logits), ops.crossEntropy(logits, targets), (g, dy) -> {
            if (g.mayReplace(logits)) {
                kernels.crossEntropyInPlace(logits, targets, dy);
                g.replace(logits);
            } else {
                kernels.crossEntropy(logits, targets, dy, g.wanted(logits));
            }
        });
    }

    @Override
    public Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        return recorder.recorded(
                recorder.needs(logits),
                ops.maskedCrossEntropy(logits, targets, allowed),
                (g, dy) -> kernels.maskedCrossEntropy(logits, targets, allowed, dy, g.wanted(logits)));
    }
}
