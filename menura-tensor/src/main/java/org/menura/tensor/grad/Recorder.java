package org.menura.tensor.grad;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.Tensor;

/** The recording of a {@link GradBackend}: the tape that is open, and what lives while it is. */
final class Recorder {
    private final Backend ops;
    private final Gradients kernels;
    private final boolean recomputes;
    private @Nullable Tape tape;

    Recorder(Backend ops, Gradients kernels, boolean recomputes) {
        this.ops = ops;
        this.kernels = kernels;
        this.recomputes = recomputes;
    }

    /** See {@link GradBackend#record}. */
    GradientTape record(List<Parameter> parameters) {
        if (tape != null) {
            throw new IllegalStateException("another recording is open; close it first");
        }
        Tape recorded = new Tape(ops, kernels, null, false);
        parameters.forEach(recorded::watch);
        Backend.Scope scope = ops.scope();
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

    /** Whether a pass is being recorded, or computed again on the way back. */
    boolean isOpen() {
        return tape != null;
    }

    /**
     * Whether gradients of any of these operands are wanted; to be asked once by each operation, of whose reading it takes
     * note.
     */
    boolean needs(@Nullable Tensor... operands) {
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

    /** Records the operation that made {@code result}, if its gradient is needed. */
    Tensor recorded(boolean needed, Tensor result, Back back) {
        return needed ? recorded(result, back) : result;
    }

    /** Records an operation whose way back reads its result, if its gradient is needed. */
    Tensor recordedWithResult(boolean needed, Tensor result, Back back) {
        if (needed) {
            recorded(result, back);
            current().uses(result);
        }
        return result;
    }

    private Tensor recorded(Tensor result, Back back) {
        Tape current = current();
        current.add(result, dy -> back.run(current, dy));
        return result;
    }

    private Tape current() {
        if (tape == null) {
            throw new IllegalStateException("no recording is open");
        }
        return tape;
    }

    /** While recording, results live until the recording is closed. */
    Backend.Scope scope() {
        return tape == null ? ops.scope() : Unscoped.INSTANCE;
    }

    Backend.Scope scope(int rows) {
        return tape == null ? ops.scope(rows) : Unscoped.INSTANCE;
    }

    void release(Tensor result) {
        if (tape == null) {
            ops.release(result);
        }
    }

    private enum Unscoped implements Backend.Scope {
        INSTANCE;

        @Override
        public void keep(Tensor result) {}

        @Override
        public void close() {}
    }

    /** Gradient checkpointing (arXiv 1604.06174): what happens on the way to the results is computed again backwards. */
    List<Tensor> stretch(Tensor x, Function<Tensor, List<Tensor>> body) {
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
        try (Backend.Scope scope = ops.scope()) {
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
}
