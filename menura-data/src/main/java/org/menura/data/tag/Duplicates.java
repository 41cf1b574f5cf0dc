package org.menura.data.tag;

import java.util.Arrays;
import org.menura.data.text.SliceIds;
import org.menura.data.text.Slices;

/**
 * Parts of a text that stood in it before.
 *
 * @param elements how many
 * @param characters their code points
 */
record Duplicates(int elements, long characters) {
    static Duplicates of(int[] points, Slices parts) {
        SliceIds ids = SliceIds.of(points, parts);
        int elements = 0;
        long characters = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (ids.firsts()[ids.ids()[i]] != i) {
                elements++;
                characters += parts.length(i);
            }
        }
        return new Duplicates(elements, characters);
    }

    /**
     * Counts the code points of n-grams that stood before, of words without what is between them: from left to right, past
     * each that is found.
     */
    static long ofGrams(int[] points, Slices words, int n) {
        return new GramSearch(points, words).characters(n);
    }

    /** N-grams of words behind each other without spaces, hashed by prefixes and compared where hashes agree. */
    static final class GramSearch {
        private static final long FACTOR = 0xD6E8FEB86659FD93L;

        private final int[] joined;
        private final int[] starts;
        private final long[] prefixes;
        private final long[] powers;
        private final int count;
        private long[] keys = new long[0];
        private int[] firsts = new int[0];

        GramSearch(int[] points, Slices words) {
            count = words.size();
            joined = new int[(int) words.total()];
            starts = new int[count + 1];
            prefixes = new long[joined.length + 1];
            powers = new long[joined.length + 1];
            powers[0] = 1;
            int length = 0;
            for (int w = 0; w < count; w++) {
                for (int i = words.start(w); i < words.end(w); i++) {
                    joined[length] = points[i];
                    prefixes[length + 1] = prefixes[length] * FACTOR + points[i] + 1;
                    powers[length + 1] = powers[length] * FACTOR;
                    length++;
                }
                starts[w + 1] = length;
            }
        }

        long characters(int n) {
            int grams = count - n + 1;
            if (grams < 1) {
                return 0;
            }
            int mask = Integer.highestOneBit(Math.max(8, grams)) * 4 - 1;
            if (keys.length != mask + 1) {
                keys = new long[mask + 1];
                firsts = new int[mask + 1];
            }
            Arrays.fill(firsts, 0);
            long characters = 0;
            for (int w = 0; w < grams; ) {
                if (isNew(w, n, mask)) {
                    w++;
                } else {
                    characters += starts[w + n] - starts[w];
                    w += n;
                }
            }
            return characters;
        }

        private boolean isNew(int word, int n, int mask) {
            int from = starts[word];
            int to = starts[word + n];
            long hash = (prefixes[to] - prefixes[from] * powers[to - from]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
            int slot = (int) hash & mask;
            while (firsts[slot] != 0) {
                int first = firsts[slot] - 1;
                if (keys[slot] == hash && Arrays.equals(joined, starts[first], starts[first + n], joined, from, to)) {
                    return false;
                }
                slot = slot + 1 & mask;
            }
            keys[slot] = hash;
            firsts[slot] = word + 1;
            return true;
        }
    }
}
