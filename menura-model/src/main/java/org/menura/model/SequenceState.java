package org.menura.model;

import java.util.Arrays;
import java.util.List;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * What a model remembers of one sequence: a part per stateful layer, whatever its kind. Not thread-safe.
 */
public final class SequenceState {
    /** A part of a state. */
    public sealed interface Part {
        /** An independent copy. */
        Part copy();
    }

    /** Keys and values. */
    public record Keys(KvCache cache) implements Part {
        @Override
        public Part copy() {
            return new Keys(cache.copy());
        }
    }

    /** A recurrent state. */
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

    /** The state of an empty sequence, exact in all parts. */
    public static SequenceState of(List<StateSpec> specs) {
        return of(specs, DType.F32);
    }

    /**
     * The state of an empty sequence.
     *
     * @param cacheType what keys and values are stored as: F32, F16 or Q8_0
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

    /** What keys and values are stored as. */
    public DType cacheType() {
        return cacheType;
    }

    /** Tokens seen. */
    public int length() {
        return length;
    }

    /** The parts, in the order of the model's {@link StateSpec}s. */
    public List<Part> parts() {
        return parts;
    }

    /** Keys and values in a place. */
    public KvCache cache(int slot) {
        return ((Keys) parts.get(slot)).cache();
    }

    /** The recurrent state in a place. */
    public Tensor recurrence(int slot) {
        return ((Recurrence) parts.get(slot)).value();
    }

    /** An independent copy. */
    public SequenceState copy() {
        return new SequenceState(parts.stream().map(Part::copy).toList(), cacheType, length);
    }

    /**
     * Whether the tokens from {@code newLength} on may be forgotten. Recurrent parts keep no past, and caches with a
     * window not all of it: where this says no, copy the state before.
     */
    public boolean canTruncate(int newLength) {
        return newLength == length
                || parts.stream().allMatch(p -> p instanceof Keys k && k.cache().canTruncate(newLength));
    }

    /**
     * Forgets the tokens from {@code newLength} on.
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

    /** Says that {@code tokens} more have been seen. */
    public void advance(int tokens) {
        length += tokens;
    }

    /** Sets the number of tokens seen, as when a saved state is read back. */
    public void setLength(int tokens) {
        length = tokens;
    }
}
