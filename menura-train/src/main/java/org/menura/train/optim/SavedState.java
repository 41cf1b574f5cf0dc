package org.menura.train.optim;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Checks and copies what checkpoints hold of an optimiser. */
final class SavedState {
    static final String STEP = "step";
    private static final int NAMES_SHOWN = 3;

    private SavedState() {}

    /** A count as an int64 scalar. */
    static Tensor scalar(long count) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(count);
        return Tensor.of(MemorySegment.ofArray(bytes.array()), DType.I64, Shape.of());
    }

    /**
     * The saved number of steps.
     *
     * @throws IllegalArgumentException if there is none, or it is negative
     */
    static long steps(Map<String, Tensor> saved) {
        Tensor step = saved.get(STEP);
        if (step == null || step.dtype() != DType.I64 || step.elements() != 1) {
            throw new IllegalArgumentException(
                    "the saved state has %s where the number of steps, an I64 scalar named %s, is expected"
                            .formatted(step == null ? "nothing" : step, STEP));
        }
        long steps = step.toLongs()[0];
        if (steps < 0) {
            throw new IllegalArgumentException("the saved state counts %d steps, a negative number".formatted(steps));
        }
        return steps;
    }

    /**
     * Checks that {@code saved} holds exactly the tensors of {@code own}, besides {@link #STEP}.
     *
     * @throws IllegalArgumentException if not
     */
    static void check(String what, SequencedMap<String, Tensor> own, Map<String, Tensor> saved) {
        List<String> missing =
                own.keySet().stream().filter(name -> !saved.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "the saved state lacks %s that %s keeps; was it saved by another optimizer, or for other parameters?"
                            .formatted(some(missing), what));
        }
        List<String> surplus = new ArrayList<>(saved.keySet());
        surplus.removeAll(own.keySet());
        surplus.remove(STEP);
        if (!surplus.isEmpty()) {
            throw new IllegalArgumentException(
                    "the saved state has %s that %s does not keep; was it saved by another optimizer, or for other parameters?"
                            .formatted(some(surplus), what));
        }
        own.forEach((name, tensor) -> {
            Tensor other = saved.get(name);
            if (other == null || other.dtype() != DType.F32 || !other.shape().equals(tensor.shape())) {
                throw new IllegalArgumentException(
                        "the saved state's %s is %s where %s keeps %s".formatted(name, other, what, tensor));
            }
        });
    }

    /** Copies the values of checked tensors. */
    static void copy(Map<String, Tensor> saved, SequencedMap<String, Tensor> own) {
        own.forEach((name, tensor) -> {
            Tensor from = saved.get(name);
            if (from != null && from != tensor) {
                float[] values = from.toFloats();
                System.arraycopy(values, 0, tensor.floats(), tensor.offset(), values.length);
            }
        });
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        return names.size() <= NAMES_SHOWN ? shown : shown + " and " + (names.size() - NAMES_SHOWN) + " more";
    }
}
