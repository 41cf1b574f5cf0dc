package org.menura.data.text;

import java.util.Arrays;

/**
 * Numbers for the parts of a text: equal parts have equal numbers, counted from 0 in the order of their first occurrence.
 *
 * @param ids one a part
 * @param counts how often each number occurs
 * @param firsts the first part of each number
 * @param distinct how many numbers there are
 */
public record SliceIds(int[] ids, int[] counts, int[] firsts, int distinct) {
    /** Numbers the parts of a text. */
    public static SliceIds of(int[] points, Slices slices) {
        int size = slices.size();
        int mask = Integer.highestOneBit(Math.max(8, size)) * 4 - 1;
        int[] table = new int[mask + 1];
        int[] ids = new int[size];
        int[] counts = new int[size];
        int[] firsts = new int[size];
        int[] hashes = new int[size];
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            int start = slices.start(i);
            int end = slices.end(i);
            int hash = WordSet.hash(points, start, end);
            int slot = hash & mask;
            while (true) {
                int id = table[slot] - 1;
                if (id < 0) {
                    table[slot] = distinct + 1;
                    hashes[distinct] = hash;
                    firsts[distinct] = i;
                    counts[distinct] = 1;
                    ids[i] = distinct++;
                    break;
                }
                int first = firsts[id];
                if (hashes[id] == hash
                        && Arrays.equals(points, slices.start(first), slices.end(first), points, start, end)) {
                    counts[id]++;
                    ids[i] = id;
                    break;
                }
                slot = slot + 1 & mask;
            }
        }
        return new SliceIds(ids, counts, firsts, distinct);
    }
}
