package org.menura.generate.batch;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.menura.model.StateSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.dtype.DType;

/** Computes the bytes that the state of a sequence takes, by its length and what it shares with the state it came from. */
final class StateBytes {
    /** Positions that a cache with a window may hold beyond it: those that came with its last pass. */
    private static final int SLACK = 512;

    /**
     * Layers with keys and values of one window.
     *
     * @param bytes of a block of positions in all of them
     * @param window 0 for none
     */
    private record Blocks(long bytes, int window) {
        /** Bytes of the blocks that a state of {@code length} holds and one of {@code shared}, which it begins with, lacks. */
        long own(int length, int shared) {
            int first = window == 0 ? 0 : Math.max(0, length - window - SLACK) / KvCache.BLOCK;
            int from = Math.max(first, shared / KvCache.BLOCK);
            return Math.max(0, Math.ceilDiv(length, KvCache.BLOCK) - from) * bytes;
        }
    }

    private final List<Blocks> blocks;
    private final long recurrent;
    private final boolean truncates;

    StateBytes(List<StateSpec> specs, DType cacheType) {
        SortedMap<Integer, Long> byWindow = new TreeMap<>();
        for (StateSpec spec : specs) {
            if (spec instanceof StateSpec.KeyValues kv) {
                byWindow.merge(kv.window(), blockBytes(kv, cacheType), Long::sum);
            }
        }
        this.blocks = byWindow.entrySet().stream()
                .map(e -> new Blocks(e.getValue(), e.getKey()))
                .toList();
        this.recurrent = specs.stream()
                .filter(StateSpec.Recurrent.class::isInstance)
                .mapToLong(r -> ((StateSpec.Recurrent) r).shape().elements() * Float.BYTES)
                .sum();
        this.truncates = recurrent == 0 && blocks.stream().allMatch(b -> b.window == 0);
    }

    private static long blockBytes(StateSpec.KeyValues kv, DType type) {
        long elements = (long) KvCache.BLOCK * kv.heads() * (kv.keyDim() + kv.valueDim());
        return switch (type) {
            case F16 -> elements * Short.BYTES;
            case Q8_0 -> elements + elements / 32 * Float.BYTES;
            default -> elements * Float.BYTES;
        };
    }

    /** Returns whether a state can be taken back to any shorter length: it keeps all of its past. */
    boolean truncates() {
        return truncates;
    }

    /** Returns whether a part of a state keeps no past at all. */
    boolean isRecurrent() {
        return recurrent > 0;
    }

    /** Returns the bytes of a state of so many tokens by itself. */
    long of(int length) {
        return own(length, 0);
    }

    /**
     * Returns the bytes of a state that it does not share.
     *
     * @param shared how many tokens the state had seen from which it was forked
     */
    long own(int length, int shared) {
        if (length == 0) {
            return 0;
        }
        long sum = recurrent;
        for (Blocks b : blocks) {
            sum += b.own(length, shared);
        }
        return sum;
    }

    /** Returns the longest sequence whose state takes no more than so many bytes. */
    int longest(long most) {
        if (of(Integer.MAX_VALUE - 2 * SLACK) <= most) {
            return Integer.MAX_VALUE;
        }
        int low = 0;
        int high = Integer.MAX_VALUE - 2 * SLACK;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (of(middle) <= most) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
