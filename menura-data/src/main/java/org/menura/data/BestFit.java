package org.menura.data;

import java.util.Arrays;
import java.util.BitSet;

/** Best-fit-decreasing bin packing in one pass over the pieces, since both lengths and room are small integers. */
public final class BestFit {
    private BestFit() {}

    /**
     * Assigns each piece to a row. Equal pieces keep their order; of equally full rows, that which was filled so last
     * is taken.
     *
     * @param lengths lengths of the pieces, 1 to {@code capacity} each
     */
    public static int[] rows(int[] lengths, int capacity) {
        int[] rows = new int[lengths.length];
        int[] newest = new int[capacity + 1]; // by room left: the row that came there last
        int[] before = new int[lengths.length]; // by row: the one that came there before it
        Arrays.fill(newest, -1);
        BitSet rooms = new BitSet(capacity + 1);
        int count = 0;
        for (int piece : longestFirst(lengths, capacity)) {
            int room = rooms.nextSetBit(lengths[piece]);
            int row = room < 0 ? count++ : newest[room];
            if (room >= 0) {
                newest[room] = before[row];
                rooms.set(room, newest[room] >= 0);
            }
            int left = (room < 0 ? capacity : room) - lengths[piece];
            before[row] = newest[left];
            newest[left] = row;
            rooms.set(left);
            rows[piece] = row;
        }
        return rows;
    }

    /** Returns the pieces in the order of their rows, and within one in their own. */
    static int[] byRow(int[] rows) {
        return sorted(rows, Arrays.stream(rows).max().orElse(0));
    }

    private static int[] longestFirst(int[] lengths, int capacity) {
        int[] keys = new int[lengths.length];
        Arrays.setAll(keys, i -> capacity - lengths[i]);
        return sorted(keys, capacity);
    }

    /** Sorts indices by key (0 to {@code max}), equal ones in their order: a counting sort. */
    private static int[] sorted(int[] keys, int max) {
        int[] next = new int[max + 2];
        for (int key : keys) {
            next[key + 1]++;
        }
        for (int k = 0; k <= max; k++) {
            next[k + 1] += next[k];
        }
        int[] order = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            order[next[keys[i]]++] = i;
        }
        return order;
    }
}
