package org.menura.data.text;

import java.util.Arrays;
import java.util.Collection;

/** A set of words that is asked for ranges of code points, without making strings of them. */
public final class WordSet {
    private final int[][] table;
    private final int longest;

    /** Creates the set of some words. */
    public WordSet(Collection<String> words) {
        table = new int[Integer.highestOneBit(Math.max(4, words.size() * 2)) * 2][];
        int most = 0;
        for (String word : words) {
            int[] points = Characters.points(word);
            most = Math.max(most, points.length);
            int slot = hash(points, 0, points.length) & table.length - 1;
            while (table[slot] != null && !Arrays.equals(table[slot], points)) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = points;
        }
        longest = most;
    }

    /** Whether a range of code points is one of the words. */
    public boolean contains(int[] points, int from, int to) {
        if (to - from > longest) {
            return false;
        }
        for (int slot = hash(points, from, to) & table.length - 1; ; slot = slot + 1 & table.length - 1) {
            int[] word = table[slot];
            if (word == null) {
                return false;
            }
            if (Arrays.equals(word, 0, word.length, points, from, to)) {
                return true;
            }
        }
    }

    /** Hashes a range of code points. */
    static int hash(int[] points, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 0x9E3779B1 + points[i];
        }
        hash ^= hash >>> 15;
        hash *= 0x85EBCA77;
        return hash ^ hash >>> 13;
    }
}
