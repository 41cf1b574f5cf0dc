package org.menura.model;

import java.util.Arrays;
import java.util.List;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** The state of one sequence in a model: a KV cache or recurrent state per stateful layer. Not thread-safe. */
public final class SequenceState {
    /** A part of a state. */
    public sealed interface Part {
        /** Returns an independent copy. */
        Part copy();
    }

    /** The keys and values of a layer. */
    public record Keys(KvCache cache) implements Part {
        @Override
        public Part copy() {
            return new Keys(cache.copy());
        }
    }

    /** The recurrent state of a layer. */
    public record Recurrence(Tensor value) implements Part {
        @Override
        public Part copy() {
            return new Recurrence(
                    Tensor.of(value.toHeap().floats().clone(), value.shape().toArray()));
        }
    }

    private final List<Part> parts;
    private final DType cacheType;
    private int length;

    private SequenceState(List<Part> parts, DType cacheType, int length) {
        this.parts = parts;
        this.cacheType = cacheType;
        this.length = length;
    }

    /** Creates the state of an empty sequence, with F32 KV caches. */
    public static SequenceState of(List<StateSpec> specs) {
        return of(specs, DType.F32);
    }

    /**
     * Creates the state of an empty sequence.
     *
     * @param cacheType type that the KV cache stores keys and values in: F32, F16 or Q8_0
     */
    public static SequenceState of(List<StateSpec> specs, DType cacheType) {
        return new SequenceState(specs.stream().map(s -> empty(s, cacheType)).toList(), cacheType, 0);
    }

    private static Part empty(StateSpec spec, DType cacheType) {
        return switch (spec) {
            case StateSpec.KeyValues kv ->
                new Keys(new KvCache(cacheType, kv.heads(), kv.keyDim(), kv.valueDim(), kv.window()));
            case StateSpec.Recurrent r -> {
                Tensor t = Tensor.zeros(r.shape().toArray());
                int n = r.initial().length;
                int stride = n == 0 ? 0 : (int) t.elements() / n;
                for (int i = 0; i < n; i++) {
                    Arrays.fill(t.floats(), i * stride, (i + 1) * stride, r.initial()[i]);
                }
                yield new Recurrence(t);
            }
        };
    }

    /** Returns the type that the KV cache stores keys and values in. */
    public DType cacheType() {
        return cacheType;
    }

    /** Returns the number of tokens seen. */
    public int length() {
        return length;
    }

    /** Returns the parts, in the order of the model's {@link StateSpec}s. */
    public List<Part> parts() {
        return parts;
    }

    /** Returns the KV cache of a slot. */
    public KvCache cache(int slot) {
        return ((Keys) parts.get(slot)).cache();
    }

    /** Returns the recurrent state of a slot. */
    public Tensor recurrence(int slot) {
        return ((Recurrence) parts.get(slot)).value();
    }

    /** Returns an independent copy. */
    public SequenceState copy() {
        return new SequenceState(parts.stream().map(Part::copy).toList(), cacheType, length);
    }

    /**
     * Returns whether the state may be truncated to its first {@code newLength} tokens. Recurrent parts keep no past,
     * and caches with a window not all of it: where this says no, copy the state before.
     */
    public boolean canTruncate(int newLength) {
        return newLength == length
                || parts.stream().allMatch(p -> p instanceof Keys k && k.cache().canTruncate(newLength));
    }

    /**
     * Truncates the state to its first {@code newLength} tokens.
     *
     * @throws IllegalArgumentException if {@link #canTruncate} says no
     */
    public void truncate(int newLength) {
        if (!canTruncate(newLength)) {
            throw new IllegalArgumentException(
                    "a state of %d tokens cannot go back to %d".formatted(length, newLength));
        }
        if (newLength < length) {
            parts.forEach(p -> ((Keys) p).cache().truncate(newLength));
            length = newLength;
        }
    }

    /** Advances the number of tokens seen by {@code tokens}. */
    public void advance(int tokens) {
        length += tokens;
    }

    /** Sets the number of tokens seen, as when a saved state is read back. */
    public void setLength(int tokens) {
        length = tokens;
    }
}
