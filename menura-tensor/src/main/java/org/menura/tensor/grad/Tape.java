package org.menura.tensor.grad;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * The operations of a forward pass, in order, with what each does backwards. Gradients belong to arrays, so that a view
 * of a tensor shares its gradient as it shares its numbers.
 */
final class Tape {
    /** What an operation does backwards: given the gradient of its result, it adds to those of its operands. */
    @FunctionalInterface
    interface Backward {
        void run(Tensor dy);
    }

    private record Node(List<Tensor> results, Runnable backward) {}

    /** The gradient of an array, made when something is first added to it. */
    private static final class Slot {
        /** What was made here, all of the array that counts; null for a parameter. */
        final @Nullable Tensor result;

        float @Nullable [] gradient;
        int offset;
        /** Operations that read the array, now or on the way back. */
        int uses;

        Slot(@Nullable Tensor result, float @Nullable [] gradient, int offset) {
            this.result = result;
            this.gradient = gradient;
            this.offset = offset;
        }
    }

    private final Backend ops;
    private final Gradients kernels;
    private final @Nullable Tape outer;
    private final boolean marksOnly;
    private final Map<float[], Slot> slots = new IdentityHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Tensor> madeForOuter = new ArrayList<>();

    /**
     * An empty tape.
     *
     * @param outer where operands belong that are not of this tape, or null
     * @param marksOnly whether it is only asked what depends on parameters, and never run backwards
     */
    Tape(Backend ops, Gradients kernels, @Nullable Tape outer, boolean marksOnly) {
        this.ops = ops;
        this.kernels = kernels;
        this.outer = outer;
        this.marksOnly = marksOnly;
    }

    /** Takes in a parameter, or makes an array one whose gradient is wanted. */
    void watch(Parameter parameter) {
        Tensor gradient = parameter.gradient();
        slots.put(
                parameter.value().floats(),
                new Slot(
                        null,
                        gradient.floats(),
                        gradient.offset() - parameter.value().offset()));
    }

    /** Whether a tensor was made here of something that depends on a parameter. */
    boolean made(Tensor t) {
        return t.onHeap() && slots.containsKey(t.floats());
    }

    /** Whether a tensor depends on a parameter. */
    boolean needs(@Nullable Tensor t) {
        return t != null && t.onHeap() && find(t.floats()) != null;
    }

    /** Whether a tensor depends on a parameter, of which another operation takes note that reads it. */
    boolean uses(@Nullable Tensor t) {
        Slot slot = t == null || !t.onHeap() ? null : find(t.floats());
        if (slot != null) {
            slot.uses++;
        }
        return slot != null;
    }

    /** Whether the gradient of a tensor may lie where its numbers do: only the operation that asks reads them. */
    boolean mayReplace(Tensor t) {
        Slot slot = slots.get(t.floats());
        return slot != null
                && slot.gradient == null
                && slot.uses == 1
                && slot.result != null
                && slot.result.offset() == t.offset()
                && slot.result.elements() == t.elements();
    }

    /** Says that the numbers of a tensor, which {@link #mayReplace} allows, have become its gradient. */
    void replace(Tensor t) {
        Slot slot = slots.get(t.floats());
        if (slot != null) {
            slot.gradient = t.floats();
        }
    }

    /** Says that a result depends on a parameter, and what that means backwards. */
    void add(Tensor result, Backward backward) {
        add(List.of(result), () -> {
            Tensor dy = gradient(result);
            if (dy != null) {
                backward.run(dy);
            }
        });
    }

    /** Says that several results depend on a parameter, and what that means backwards for all at once. */
    void add(List<Tensor> results, Runnable backward) {
        results.forEach(r -> slots.put(r.floats(), new Slot(r, null, 0)));
        if (!marksOnly) {
            nodes.add(new Node(results, backward));
        }
    }

    /** The gradient of the one operand of an operation, which is wanted, or nothing would have been recorded. */
    Tensor wanted(Tensor t) {
        Tensor target = target(t);
        if (target == null) {
            throw new IllegalStateException("an operation was recorded whose operand needs no gradient");
        }
        return target;
    }

    /** The gradient of a tensor to add to, or null if it needs none. */
    @Nullable
    Tensor target(@Nullable Tensor t) {
        if (t == null || !t.onHeap()) {
            return null;
        }
        Slot slot = find(t.floats());
        if (slot == null) {
            return null;
        }
        float[] gradient = slot.gradient;
        if (gradient == null) {
            gradient = adopt(t, slot, kernels.zeros(Shape.of(t.floats().length)));
        }
        return Tensor.of(gradient, slot.offset + t.offset(), t.shape());
    }

    /** The gradient of a tensor, or null if nothing was added to it. */
    @Nullable
    Tensor gradient(Tensor t) {
        Slot slot = find(t.floats());
        return slot == null || slot.gradient == null
                ? null
                : Tensor.of(slot.gradient, slot.offset + t.offset(), t.shape());
    }

    /** Adds {@code fresh}, which nobody else uses, to the gradient of a tensor. */
    void give(Tensor t, Tensor fresh) {
        Slot slot = find(t.floats());
        if (slot == null) {
            return;
        }
        boolean isWhole = t.offset() == 0 && fresh.offset() == 0 && fresh.floats().length >= t.floats().length;
        if (slot.gradient == null && isWhole) {
            adopt(t, slot, fresh);
        } else {
            Tensor target = target(t);
            if (target != null) {
                kernels.add(fresh, 1, target);
            }
            ops.release(fresh);
        }
    }

    private float[] adopt(Tensor t, Slot slot, Tensor fresh) {
        slot.gradient = fresh.floats();
        if (!slots.containsKey(t.floats())) {
            madeForOuter.add(fresh);
        }
        return fresh.floats();
    }

    /** Goes backwards from what has a gradient already. */
    void run() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.results.stream().anyMatch(r -> gradient(r) != null)) {
                node.backward.run();
                node.results.forEach(this::drop);
            }
        }
        nodes.clear();
    }

    /** Drops the gradient of a result: all that used it came later on the tape, so nothing asks for it any more. */
    private void drop(Tensor result) {
        Tensor dy = gradient(result);
        slots.remove(result.floats());
        if (dy != null) {
            ops.release(dy);
        }
    }

    /** Gradients made here of arrays of the outer tape, which outlive this one. */
    List<Tensor> madeForOuter() {
        return madeForOuter;
    }

    private @Nullable Slot find(float[] array) {
        Slot slot = slots.get(array);
        return slot == null && outer != null ? outer.find(array) : slot;
    }
}
