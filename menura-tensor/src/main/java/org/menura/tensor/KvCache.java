package org.menura.tensor;

import java.util.Arrays;

/**
 * Keys and values of one sequence in one attention layer, oldest first. Grows as it is appended to; with a window,
 * entries that no later query can see are dropped.
 */
public final class KvCache {
    private final int keyWidth;
    private final int valueWidth;
    private final int window;
    private float[] keys;
    private float[] values;
    private int stored;
    private int length;

    /**
     * An empty cache.
     *
     * @param keyWidth floats per position of the keys: heads times head size
     * @param valueWidth the same of the values
     * @param window how many positions a query sees at the most, its own included; 0 for all
     */
    public KvCache(int keyWidth, int valueWidth, int window) {
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        this.window = window;
        this.keys = new float[0];
        this.values = new float[0];
    }

    /** Positions seen since the start, dropped ones included. */
    public int length() {
        return length;
    }

    /** Positions held: the last ones of {@link #length}. */
    public int stored() {
        return stored;
    }

    public int keyWidth() {
        return keyWidth;
    }

    public int valueWidth() {
        return valueWidth;
    }

    /** Keys of the held positions, [stored, keyWidth]; valid until the next change. */
    public float[] keys() {
        return keys;
    }

    /** Values of the held positions, [stored, valueWidth]; valid until the next change. */
    public float[] values() {
        return values;
    }

    /** Appends rows {@code from} (inclusive) to {@code to} (exclusive) of k and v. */
    public void append(Tensor k, Tensor v, int from, int to) {
        int rows = to - from;
        dropUnseen();
        reserve(stored + rows);
        System.arraycopy(k.floats(), k.offset() + from * keyWidth, keys, stored * keyWidth, rows * keyWidth);
        System.arraycopy(v.floats(), v.offset() + from * valueWidth, values, stored * valueWidth, rows * valueWidth);
        stored += rows;
        length += rows;
    }

    /**
     * Whether the positions from {@code newLength} on may be forgotten: not if what the position after them sees has
     * been dropped.
     */
    public boolean canTruncate(int newLength) {
        int seen = window == 0 ? 0 : Math.max(0, newLength - window + 1);
        return newLength >= 0 && newLength <= length && length - stored <= seen;
    }

    /**
     * Forgets the positions from {@code newLength} on.
     *
     * @throws IllegalArgumentException if {@link #canTruncate} says no
     */
    public void truncate(int newLength) {
        if (!canTruncate(newLength)) {
            throw new IllegalArgumentException(
                    "a cache of %d positions, of which the last %d are held, cannot go back to %d"
                            .formatted(length, stored, newLength));
        }
        stored -= length - newLength;
        length = newLength;
    }

    /** An independent copy. */
    public KvCache copy() {
        KvCache c = new KvCache(keyWidth, valueWidth, window);
        c.keys = Arrays.copyOf(keys, stored * keyWidth);
        c.values = Arrays.copyOf(values, stored * valueWidth);
        c.stored = stored;
        c.length = length;
        return c;
    }

    /** Replaces the content by the last {@code stored} of {@code length} positions. */
    public void restore(int newLength, float[] newKeys, float[] newValues) {
        int count = keyWidth == 0 ? 0 : newKeys.length / keyWidth;
        if (newKeys.length != count * keyWidth || newValues.length != count * valueWidth || newLength < count) {
            throw new IllegalArgumentException(
                    "keys and values do not fit a cache of widths %d and %d".formatted(keyWidth, valueWidth));
        }
        keys = newKeys;
        values = newValues;
        stored = count;
        length = newLength;
    }

    /** The next query sees window - 1 earlier entries; moving only when twice that is held makes it rare. */
    private void dropUnseen() {
        int keep = window - 1;
        if (window == 0 || stored < 2 * keep + 64) {
            return;
        }
        int drop = stored - keep;
        System.arraycopy(keys, drop * keyWidth, keys, 0, keep * keyWidth);
        System.arraycopy(values, drop * valueWidth, values, 0, keep * valueWidth);
        stored = keep;
    }

    private void reserve(int rows) {
        if ((long) rows * keyWidth > keys.length || (long) rows * valueWidth > values.length) {
            long room = Math.max(rows, Math.min(2L * stored, stored + 4096L));
            keys = Arrays.copyOf(keys, Math.toIntExact(room * keyWidth));
            values = Arrays.copyOf(values, Math.toIntExact(room * valueWidth));
        }
    }
}
