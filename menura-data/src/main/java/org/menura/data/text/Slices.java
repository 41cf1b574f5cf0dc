package org.menura.data.text;

import java.util.Arrays;

/** Parts of a text, in order: pairs of the first code point and the one behind the last. */
public final class Slices {
    private int[] starts;
    private int[] ends;
    private int size;

    /** Creates an empty list. */
    public Slices(int expected) {
        starts = new int[Math.max(4, expected)];
        ends = new int[starts.length];
    }

    /** Appends a part. */
    public void add(int start, int end) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        starts[size] = start;
        ends[size++] = end;
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns the first code point of a part. */
    public int start(int i) {
        return starts[i];
    }

    /** Returns the code point behind the last one of a part. */
    public int end(int i) {
        return ends[i];
    }

    /** Returns the number of code points of a part. */
    public int length(int i) {
        return ends[i] - starts[i];
    }

    /** Returns the number of code points of all parts. */
    public long total() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += ends[i] - starts[i];
        }
        return total;
    }
}
