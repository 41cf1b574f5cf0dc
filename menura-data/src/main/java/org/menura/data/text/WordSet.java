package org.menura.data.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A set of words that is asked for ranges of code points, without making strings of them. */
public final class WordSet {
    private final List<String> words;
    private final int[][] table;
    private final int[] numbers;
    private final int longest;

    /** Creates the set of some words. */
    public WordSet(Collection<String> words) {
        this.words = List.copyOf(words);
        table = new int[Integer.highestOneBit(Math.max(4, words.size() * 2)) * 2][];
        numbers = new int[table.length];
        int most = 0;
        for (int i = 0; i < this.words.size(); i++) {
            int[] points = Characters.points(this.words.get(i));
            most = Math.max(most, points.length);
            int slot = hash(points, 0, points.length) & table.length - 1;
            while (table[slot] != null && !Arrays.equals(table[slot], points)) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = points;
            numbers[slot] = i;
        }
        longest = most;
    }

    /** Returns the words. */
    public List<String> words() {
        return words;
    }

    /** Whether a range of code points is one of the words. */
    public boolean contains(int[] points, int from, int to) {
        return number(points, from, to) >= 0;
    }

    /** Returns the place in the list of the word that a range of code points is; -1 if it is none. */
    public int number(int[] points, int from, int to) {
        if (to - from > longest) {
            return -1;
        }
        for (int slot = hash(points, from, to) & table.length - 1; ; slot = slot + 1 & table.length - 1) {
            int[] word = table[slot];
            if (word == null) {
                return -1;
            }
            if (Arrays.equals(word, 0, word.length, points, from, to)) {
                return numbers[slot];
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
