package org.menura.data.text;

import java.util.Arrays;

/**
 * Counts the n-grams of numbered words for n = 2, 3, … without building any: an n-gram is the pair of its first n − 1
 * words' number and its last word. An n-gram whose first n − 1 words occur once occurs once, so that each length only
 * looks at what was found again in the length before.
 */
public final class NGrams {
    private final int[] words;
    private final int[] wordCounts;
    /** The number of the n-gram that begins at a word, for those that occur more than once; else -1. */
    private final int[] grams;

    private int n = 1;
    private int[] counts;
    private int[] firsts;
    private int distinct;

    private long[] keys = new long[16];
    private int[] values = new int[16];

    /** Starts with the words themselves, as n-grams of length 1. */
    public NGrams(SliceIds ids) {
        words = ids.ids();
        wordCounts = ids.counts();
        grams = new int[words.length];
        counts = new int[words.length];
        firsts = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            grams[i] = wordCounts[words[i]] > 1 ? words[i] : -1;
        }
    }

    /** Goes on to n-grams that are one word longer. */
    public void lengthen() {
        n++;
        int last = words.length - n;
        int candidates = 0;
        for (int i = 0; i <= last; i++) {
            if (grams[i] >= 0 && wordCounts[words[i + n - 1]] > 1) {
                candidates++;
            }
        }
        int mask = Integer.highestOneBit(Math.max(8, candidates)) * 4 - 1;
        if (mask >= keys.length) {
            keys = new long[mask + 1];
            values = new int[mask + 1];
        } else {
            Arrays.fill(values, 0, mask + 1, 0);
        }
        distinct = 0;
        for (int i = 0; i <= last; i++) {
            int word = words[i + n - 1];
            if (grams[i] >= 0 && wordCounts[word] > 1) {
                grams[i] = number(i, (long) grams[i] << 32 | word, mask);
            } else {
                grams[i] = -1;
            }
        }
        for (int i = 0; i <= last; i++) {
            if (grams[i] >= 0 && counts[grams[i]] == 1) {
                grams[i] = -1;
            }
        }
    }

    private int number(int at, long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32 ^ mixed >>> 17) & mask;
        while (values[slot] != 0) {
            if (keys[slot] == key) {
                counts[values[slot] - 1]++;
                return values[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        counts[distinct] = 1;
        firsts[distinct] = at;
        values[slot] = ++distinct;
        return distinct - 1;
    }

    /** Returns how many words an n-gram has now. */
    public int length() {
        return n;
    }

    /** Returns how many n-grams the text has, equal ones counted each. */
    public int total() {
        return Math.max(0, words.length - n + 1);
    }

    /** Whether the n-gram that begins at a word occurs more than once. */
    public boolean isRepeated(int word) {
        return grams[word] >= 0;
    }

    /** Returns the first word of the most frequent n-gram, of equally frequent ones the one that begins first. */
    public int mostFrequent() {
        int best = 0;
        int most = 1;
        for (int id = 0; id < distinct; id++) {
            if (counts[id] > most || counts[id] == most && firsts[id] < best) {
                most = counts[id];
                best = firsts[id];
            }
        }
        return best;
    }

    /** Returns how often the n-gram that begins at a word occurs. */
    public int count(int word) {
        return grams[word] < 0 ? 1 : counts[grams[word]];
    }
}
