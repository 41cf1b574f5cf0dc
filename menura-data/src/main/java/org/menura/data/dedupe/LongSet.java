package org.menura.data.dedupe;

/** A set of numbers: a hash table with open addressing. */
final class LongSet {
    private long[] slots;
    private int size;
    private boolean zero;

    LongSet(int expected) {
        slots = new long[Math.max(16, Integer.highestOneBit(Math.max(1, expected)) * 4)];
    }

    int size() {
        return size + (zero ? 1 : 0);
    }

    /** Adds a number and returns whether it was not there before. */
    boolean add(long value) {
        if (value == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int at = find(value);
        if (slots[at] == value) {
            return false;
        }
        slots[at] = value;
        if (++size * 2 > slots.length) {
            grow();
        }
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : slots[find(value)] == value;
    }

    private int find(long value) {
        int mask = slots.length - 1;
        int at = (int) (value * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (slots[at] != 0 && slots[at] != value) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        for (long value : before) {
            if (value != 0) {
                slots[find(value)] = value;
            }
        }
    }
}
