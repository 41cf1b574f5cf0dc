package org.menura.data.tokenizer;

import java.util.Arrays;

/** How often each pair of neighbouring symbols occurs, and in which words it may. */
final class PairTable {
    private static final int[] NO_WORDS = {};

    private final LongIndex index = new LongIndex();
    private long[] keys = new long[1 << 10];
    private long[] counts = new long[1 << 10];
    private int[][] words = new int[1 << 10][];
    private int[] used = new int[1 << 10];

    /** The number of a pair. */
    int pair(int left, int right) {
        long key = (long) left << 32 | right;
        int pair = index.findOrAdd(key);
        if (pair == counts.length) {
            int larger = 2 * pair;
            keys = Arrays.copyOf(keys, larger);
            counts = Arrays.copyOf(counts, larger);
            words = Arrays.copyOf(words, larger);
            used = Arrays.copyOf(used, larger);
        }
        if (words[pair] == null) {
            words[pair] = NO_WORDS;
            keys[pair] = key;
        }
        return pair;
    }

    int left(int pair) {
        return (int) (keys[pair] >>> 32);
    }

    int right(int pair) {
        return (int) keys[pair];
    }

    long count(int pair) {
        return counts[pair];
    }

    void add(int pair, long count) {
        counts[pair] += count;
    }

    /** Notes that a word has a pair; the same word may be noted more than once. */
    void note(int pair, int word) {
        int length = used[pair];
        if (length > 0 && words[pair][length - 1] == word) {
            return;
        }
        if (length == words[pair].length) {
            words[pair] = Arrays.copyOf(words[pair], Math.max(2, 2 * length));
        }
        words[pair][length] = word;
        used[pair] = length + 1;
    }

    /** The words noted for a pair, which are forgotten. */
    int[] takeWords(int pair) {
        int[] taken = Arrays.copyOf(words[pair], used[pair]);
        words[pair] = NO_WORDS;
        used[pair] = 0;
        return taken;
    }
}
