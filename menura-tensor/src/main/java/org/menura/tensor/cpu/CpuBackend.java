package org.menura.tensor.cpu;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * The backend for the processor. It serves one thread at a time, which it helps with workers of its own; results do
 * not depend on their number.
 */
public final class CpuBackend implements Backend {
    private static final Primitives P = Primitives.BEST;
    /** Elements of cheap element-wise work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 15;

    private final Workers workers;
    private final Pool pool = new Pool();

    /**
     * A backend that computes on {@code threads} threads, the caller's included.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public CpuBackend(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.workers = new Workers(threads);
    }

    /** A backend on all processors. */
    public CpuBackend() {
        this(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public Scope scope() {
        return pool.open();
    }

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        Checks.product(
                "linear",
                x,
                w,
                x.shape().cols() == w.shape().cols() && w.shape().rank() == 2);
        Tensor out = like(x, w.dim(0));
        Products.linear(workers, x, w, bias, out.floats());
        return out;
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        Checks.product("matmul", a, b, b.shape().rank() == 2 && a.shape().cols() == b.dim(0));
        Tensor out = like(a, b.dim(1));
        Products.matmul(workers, a, b, out.floats());
        return out;
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        Tensor out = make(Shape.of(ids.length, table.shape().cols()));
        Products.embedding(table, ids, out.floats());
        return out;
    }

    // --- element by element

    @Override
    public Tensor add(Tensor a, Tensor b) {
        int n = Checks.broadcast("add", a, b);
        Tensor out = make(a.shape());
        eachBlock(
                a,
                n,
                (x, x0, o, o0) -> {
                    float[] y = b.floats();
                    int y0 = b.offset();
                    for (int i = 0; i < n; i++) {
                        o[o0 + i] = x[x0 + i] + y[y0 + i];
                    }
                },
                out,
                b);
        return out;
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        int n = Checks.broadcast("sub", a, b);
        Tensor out = make(a.shape());
        eachBlock(
                a,
                n,
                (x, x0, o, o0) -> {
                    float[] y = b.floats();
                    int y0 = b.offset();
                    for (int i = 0; i < n; i++) {
                        o[o0 + i] = x[x0 + i] - y[y0 + i];
                    }
                },
                out,
                b);
        return out;
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        int n = Checks.broadcast("mul", a, b);
        Tensor out = make(a.shape());
        eachBlock(
                a,
                n,
                (x, x0, o, o0) -> {
                    float[] y = b.floats();
                    int y0 = b.offset();
                    for (int i = 0; i < n; i++) {
                        o[o0 + i] = x[x0 + i] * y[y0 + i];
                    }
                },
                out,
                b);
        return out;
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        Tensor out = make(x.shape());
        float[] xs = x.floats();
        float[] o = out.floats();
        int x0 = x.offset();
        int n = (int) x.elements();
        for (int i = 0; i < n; i++) {
            o[i] = scale * xs[x0 + i] + shift;
        }
        return out;
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        Tensor out = make(x.shape());
        float[] xs = x.floats();
        float[] o = out.floats();
        int x0 = x.offset();
        int n = (int) x.elements();
        for (int i = 0; i < n; i++) {
            o[i] = Math.min(high, Math.max(low, xs[x0 + i]));
        }
        return out;
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        Tensor out = make(x.shape());
        workers.run((int) x.elements(), GRAIN / 16, (from, to) -> {
            for (int i = from; i < to; i++) {
                out.floats()[i] = Activations.apply(f, x.floats()[x.offset() + i]);
            }
        });
        return out;
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        Checks.product("gated", gate, up, gate.shape().equals(up.shape()));
        Tensor out = make(gate.shape());
        workers.run((int) gate.elements(), GRAIN / 16, (from, to) -> {
            for (int i = from; i < to; i++) {
                out.floats()[i] = Activations.apply(f, gate.floats()[gate.offset() + i]) * up.floats()[up.offset() + i];
            }
        });
        return out;
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        int n = Checks.broadcast("lerp", a, t);
        Checks.product("lerp", a, b, a.shape().equals(b.shape()));
        Tensor out = make(a.shape());
        for (int block = 0; block < a.elements(); block += n) {
            for (int i = 0; i < n; i++) {
                float x = a.floats()[a.offset() + block + i];
                float y = b.floats()[b.offset() + block + i];
                out.floats()[block + i] = x + (y - x) * t.floats()[t.offset() + i];
            }
        }
        return out;
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        Checks.product("scaleRows", x, factors, factors.elements() == x.shape().rows());
        Tensor out = make(x.shape());
        int n = x.shape().cols();
        for (int r = 0; r < factors.elements(); r++) {
            float f = factors.floats()[factors.offset() + r];
            for (int i = 0; i < n; i++) {
                out.floats()[r * n + i] = f * x.floats()[x.offset() + r * n + i];
            }
        }
        return out;
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        Checks.factors("rmsNorm", x, w);
        Tensor out = make(x.shape());
        eachRow(x, (x0, o0, n) -> {
            if (w == null) {
                Norms.rms(x.floats(), x0, out.floats(), o0, n, eps);
            } else {
                Norms.rms(x.floats(), x0, out.floats(), o0, n, w.floats(), w.offset(), eps, shift);
            }
        });
        return out;
    }

    @Override
    public Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return groupNorm(x, 1, w, bias, eps);
    }

    @Override
    public Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        Checks.factors("layerNorm", x, w);
        Checks.factors("layerNorm", x, bias);
        Tensor out = make(x.shape());
        float[] o = out.floats();
        eachRow(x, (x0, o0, n) -> {
            int size = n / groups;
            for (int g = 0; g < groups; g++) {
                Norms.standardize(x.floats(), x0 + g * size, o, o0 + g * size, size, eps);
            }
            for (int i = 0; w != null && i < n; i++) {
                o[o0 + i] *= w.floats()[w.offset() + i];
            }
            for (int i = 0; bias != null && i < n; i++) {
                o[o0 + i] += bias.floats()[bias.offset() + i];
            }
        });
        return out;
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        Tensor out = make(x.shape());
        eachRow(x, (x0, o0, n) -> Norms.l2(x.floats(), x0, out.floats(), o0, n, eps));
        return out;
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        Tensor out = make(x.shape());
        eachRow(x, (x0, o0, n) -> {
            float sum = P.sum(x.floats(), x0, n);
            for (int i = 0; i < n; i++) {
                out.floats()[o0 + i] = x.floats()[x0 + i] / sum;
            }
        });
        return out;
    }

    @Override
    public Tensor softmax(Tensor x) {
        Tensor out = make(x.shape());
        eachRow(x, (x0, o0, n) -> {
            System.arraycopy(x.floats(), x0, out.floats(), o0, n);
            Norms.softmax(out.floats(), o0, n);
        });
        return out;
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        Tensor out = like(x, to - from);
        int n = x.shape().cols();
        for (int r = 0; r < x.shape().rows(); r++) {
            System.arraycopy(x.floats(), x.offset() + r * n + from, out.floats(), r * (to - from), to - from);
        }
        return out;
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        for (Tensor p : parts) {
            Checks.product("concat", first, p, p.shape().rows() == first.shape().rows());
        }
        Tensor out = like(first, parts.stream().mapToInt(p -> p.shape().cols()).sum());
        Moves.concat(parts, (int) first.shape().rows(), out.floats());
        return out;
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        long[] sizes = x.shape().toArray();
        int n = (int) (x.elements() / Math.max(1, sizes[0]));
        sizes[0] = rows.length;
        Tensor out = make(Shape.of(sizes));
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(x.floats(), x.offset() + rows[r] * n, out.floats(), r * n, n);
        }
        return out;
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        int width = parts.getFirst().shape().cols();
        Tensor out = make(Shape.of(count, width));
        Moves.scatter(width, parts, targets, out.floats(), count);
        return out;
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        Tensor out = make(Shape.of(indices.length));
        for (int i = 0; i < indices.length; i++) {
            out.floats()[i] = x.floats()[x.offset() + indices[i]];
        }
        return out;
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        int n = x.shape().cols();
        int count = (int) x.shape().rows() / group;
        Tensor out = make(Shape.of(count, n));
        Arrays.fill(out.floats(), 0, count * n, 0);
        for (int r = 0; r < count * group; r++) {
            P.axpy(1, x.floats(), x.offset() + r * n, out.floats(), r / group * n, n);
        }
        return out;
    }

    // --- positions and sequence mixers

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        Checks.product("rope", x, angles, angles.dim(0) == x.dim(0) && 2 * angles.dim(2) <= x.dim(2));
        Tensor out = make(x.shape());
        Moves.rope(x, angles, interleaved, out.floats());
        return out;
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
        int keyHeads = k.dim(1);
        Checks.product("attention", q, k, q.dim(2) == k.dim(2) && q.dim(1) % keyHeads == 0);
        Checks.product("attention", k, v, k.dim(0) == v.dim(0) && v.dim(1) == keyHeads);
        Tensor out = make(Shape.of(q.dim(0), q.dim(1), v.dim(2)));
        for (int s = 0; s < queries.count(); s++) {
            Attention.Memory memory;
            int end;
            if (caches == null) {
                end = keys.length(s);
                memory = new Attention.Memory(
                        k.floats(),
                        k.offset() + keys.start(s) * keyHeads * k.dim(2),
                        v.floats(),
                        v.offset() + keys.start(s) * keyHeads * v.dim(2),
                        end,
                        0,
                        keyHeads,
                        k.dim(2),
                        v.dim(2));
            } else {
                KvCache c = caches[s];
                c.append(k, v, keys.start(s), keys.end(s));
                end = c.length();
                memory = new Attention.Memory(
                        c.keys(), 0, c.values(), 0, c.stored(), end - c.stored(), keyHeads, k.dim(2), v.dim(2));
            }
            int position = end - queries.length(s);
            Attention.attend(
                    workers, q, queries.start(s), queries.end(s), position, memory, spec, relativeBias, out.floats());
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
        eachSequence(
                segments,
                states,
                a.shape(),
                x.shape().cols(),
                a.dim(1) * 8,
                (from, to, low, high, state) -> Scans.selective(
                        x, delta, a, b, c, d, from, to, low, high, state.floats(), state.offset(), out.floats()));
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
        Shape stateShape = Shape.of(x.dim(1), x.dim(2), b.dim(2));
        eachSequence(
                segments,
                states,
                stateShape,
                x.dim(1),
                x.dim(2) * b.dim(2),
                (from, to, low, high, state) -> Scans.heads(
                        x, delta, a, b, c, d, from, to, low, high, state.floats(), state.offset(), out.floats()));
        return out;
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(k.shape());
        int n = k.shape().cols();
        Tensor[] carried = states;
        if (carried == null) {
            carried = new Tensor[segments.count()];
            for (int s = 0; s < carried.length; s++) {
                carried[s] = Tensor.zeros(3, n);
                Arrays.fill(carried[s].floats(), 2 * n, 3 * n, -1e38f);
            }
        }
        eachSequence(
                segments,
                carried,
                Shape.of(3, n),
                n,
                64,
                (from, to, low, high, state) -> Wkv.four(
                        decay, bonus, k, v, from, to, low, high, state.floats(), state.offset(), out.floats()));
        return out;
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        Shape stateShape = Shape.of(r.dim(1), r.dim(2), r.dim(2));
        eachSequence(
                segments,
                states,
                stateShape,
                r.dim(1),
                r.dim(2) * r.dim(2),
                (from, to, low, high, state) ->
                        Wkv.six(r, k, v, w, bonus, from, to, low, high, state.floats(), state.offset(), out.floats()));
        return out;
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        Shape stateShape = Shape.of(r.dim(1), r.dim(2), r.dim(2));
        eachSequence(
                segments,
                states,
                stateShape,
                r.dim(1),
                r.dim(2) * r.dim(2),
                (from, to, low, high, state) ->
                        Wkv.seven(r, w, k, v, a, b, from, to, low, high, state.floats(), state.offset(), out.floats()));
        return out;
    }

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        int n = logits.shape().cols();
        Tensor out = make(Shape.of(targets.length));
        float[] row = new float[n];
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] < 0) {
                out.floats()[r] = 0;
                continue;
            }
            System.arraycopy(logits.floats(), logits.offset() + r * n, row, 0, n);
            float max = P.max(row, 0, n);
            double sum = P.expSum(row, 0, n, max);
            out.floats()[r] = (float) (Math.log(sum) + max - logits.floats()[logits.offset() + r * n + targets[r]]);
        }
        return out;
    }

    // --- shared shapes of loops

    @FunctionalInterface
    private interface Block {
        void apply(float[] x, int x0, float[] out, int o0);
    }

    @FunctionalInterface
    private interface Row {
        void apply(int x0, int o0, int n);
    }

    @FunctionalInterface
    private interface Stretch {
        void apply(int from, int to, int low, int high, Tensor state);
    }

    private void eachBlock(Tensor a, int n, Block block, Tensor out, Tensor broadcast) {
        int blocks = n == 0 ? 0 : (int) (a.elements() / n);
        workers.run(blocks, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int i = from; i < to; i++) {
                block.apply(a.floats(), a.offset() + i * n, out.floats(), i * n);
            }
        });
    }

    private void eachRow(Tensor x, Row row) {
        int n = x.shape().cols();
        workers.run((int) x.shape().rows(), Math.max(1, GRAIN / 4 / Math.max(1, n)), (from, to) -> {
            for (int r = from; r < to; r++) {
                row.apply(x.offset() + r * n, r * n, n);
            }
        });
    }

    /** Runs a recurrence: sequences and channels are independent, rows of a sequence are not. */
    private void eachSequence(
            Segments segments,
            Tensor @Nullable [] states,
            Shape stateShape,
            int channels,
            int costPerChannel,
            Stretch stretch) {
        for (int s = 0; s < segments.count(); s++) {
            int from = segments.start(s);
            int to = segments.end(s);
            Tensor state = states == null ? Tensor.zeros(stateShape.toArray()) : states[s];
            int grain = (int) Math.max(1, GRAIN / Math.max(1L, (long) costPerChannel * (to - from)));
            workers.run(channels, grain, (low, high) -> stretch.apply(from, to, low, high, state));
        }
    }

    private Tensor make(Shape shape) {
        return Tensor.of(pool.take(Math.toIntExact(shape.elements())), 0, shape);
    }

    /** A tensor with x's outer sizes and rows of {@code n}. */
    private Tensor like(Tensor x, int n) {
        long[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = n;
        return make(Shape.of(sizes));
    }
}
