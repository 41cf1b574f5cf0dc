package org.menura.tensor.grad;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** The part of the backend that records what mixes the rows of a sequence, and the recording itself. */
abstract sealed class GradMixers implements Backend permits GradImages {
    final Backend ops;
    final Gradients kernels;
    private final boolean recomputes;
    private @Nullable Tape tape;

    GradMixers(Backend ops, Gradients kernels, boolean recomputes) {
        this.ops = ops;
        this.kernels = kernels;
        this.recomputes = recomputes;
    }

    @Override
    public final boolean recordsGradients() {
        return true;
    }

    // --- recording

    /**
     * Begins to record what depends on parameters.
     *
     * @throws IllegalStateException if a recording is open already
     */
    public final GradientTape record(List<Parameter> parameters) {
        if (tape != null) {
            throw new IllegalStateException("another recording is open; close it first");
        }
        Tape recorded = new Tape(ops, kernels, null, false);
        parameters.forEach(recorded::watch);
        Scope scope = ops.scope();
        tape = recorded;
        return new GradientTape() {
            @Override
            public void seed(Tensor result, Tensor dy) {
                if (!result.shape().equals(dy.shape())) {
                    throw new IllegalArgumentException(
                            "a gradient of shape %s for a result of shape %s".formatted(dy.shape(), result.shape()));
                }
                Tensor target = recorded.target(result);
                if (target != null) {
                    kernels.add(dy, 1, target);
                }
            }

            @Override
            public void backward() {
                tape = null;
                recorded.run();
            }

            @Override
            public void close() {
                tape = null;
                scope.close();
            }
        };
    }

    /** Whether gradients of any of these operands are wanted. */
    final boolean needs(@Nullable Tensor... operands) {
        boolean any = false;
        if (tape != null) {
            for (Tensor t : operands) {
                any |= tape.uses(t);
            }
        }
        return any;
    }

    /** What an operation does backwards, with the tape that its operands' gradients are on. */
    @FunctionalInterface
    interface Back {
        void run(Tape g, Tensor dy);
    }

    /** Records the operation that made {@code result}. */
    final Tensor recorded(Tensor result, Back back) {
        Tape current = current();
        current.add(result, dy -> back.run(current, dy));
        return result;
    }

    /** Records an operation whose way back reads its result. */
    final Tensor recordedWithResult(Tensor result, Back back) {
        recorded(result, back);
        current().uses(result);
        return result;
    }

    private Tape current() {
        if (tape == null) {
            throw new IllegalStateException("no recording is open");
        }
        return tape;
    }

    /** While recording, results live until the recording is closed. */
    @Override
    public final Scope scope() {
        return tape == null ? ops.scope() : Unscoped.INSTANCE;
    }

    @Override
    public final Scope scope(int rows) {
        return tape == null ? ops.scope(rows) : Unscoped.INSTANCE;
    }

    @Override
    public final void release(Tensor result) {
        if (tape == null) {
            ops.release(result);
        }
    }

    private enum Unscoped implements Scope {
        INSTANCE;

        @Override
        public void keep(Tensor result) {}

        @Override
        public void close() {}
    }

    /** Gradient checkpointing (arXiv 1604.06174): what happens on the way to the results is computed again backwards. */
    @Override
    public final List<Tensor> stretch(Tensor x, Function<Tensor, List<Tensor>> body) {
        Tape outer = tape;
        if (outer == null) {
            return ops.stretch(x, body);
        }
        if (!recomputes) {
            return body.apply(x);
        }
        Tape marks = new Tape(ops, kernels, outer, true);
        List<Tensor> results = ops.stretch(x, in -> recording(marks, () -> body.apply(in)));
        List<Tensor> wanted = results.stream().filter(marks::made).toList();
        if (!wanted.isEmpty()) {
            outer.add(wanted, () -> again(outer, x, body, results));
        }
        return results;
    }

    private void again(Tape outer, Tensor x, Function<Tensor, List<Tensor>> body, List<Tensor> results) {
        Tape inner = new Tape(ops, kernels, outer, false);
        try (Scope scope = ops.scope()) {
            List<Tensor> repeated = recording(inner, () -> body.apply(x));
            for (int i = 0; i < results.size(); i++) {
                Tensor dy = outer.gradient(results.get(i));
                Tensor target = dy == null ? null : inner.target(repeated.get(i));
                if (dy != null && target != null) {
                    kernels.add(dy, 1, target);
                }
            }
            inner.run();
            inner.madeForOuter().forEach(scope::keep);
        }
    }

    private <T> T recording(Tape on, Supplier<T> body) {
        Tape before = tape;
        tape = on;
        try {
            return body.get();
        } finally {
            tape = before;
        }
    }

    // --- sequence mixers

    /** Recordings are of whole sequences: a state would hide what came before from the gradient. */
    private static void wholeOnly(Object @Nullable [] states) {
        if (states != null) {
            throw new IllegalStateException("a recorded pass takes whole sequences, not states");
        }
    }

    @Override
    public final Tensor attention(
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
    public final Tensor causalConv(
            Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        // A view of its own: what a backend prepares of weights must not outlive their next change.
        Tensor y = ops.causalConv(x, w.reshape(w.shape().toArray()), bias, segments, states);
        if (!needs(x, w, bias)) {
            return y;
        }
        wholeOnly(states);
        return recorded(y, (g, dy) -> kernels.causalConv(x, w, segments, dy, g.target(x), g.target(w), g.target(bias)));
    }

    @Override
    public final Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        Tensor y = ops.shift(x, segments, states);
        if (!needs(x)) {
            return y;
        }
        wholeOnly(states);
        return recorded(y, (g, dy) -> kernels.shift(dy, segments, wanted(g, x)));
    }

    @Override
    public final Tensor selectiveScan(
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
    public final Tensor headScan(
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
    public final Tensor wkv4(
            Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
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
    public final Tensor wkv6(
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
    public final Tensor wkv7(
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

    /** The gradient of the one operand, which is wanted, or nothing would have been recorded. */
    static Tensor wanted(Tape g, Tensor x) {
        Tensor target = g.target(x);
        if (target == null) {
            throw new IllegalStateException("an operation was recorded whose operand needs no gradient");
        }
        return target;
    }
}
