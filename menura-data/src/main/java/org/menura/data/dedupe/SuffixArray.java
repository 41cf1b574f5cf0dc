package org.menura.data.dedupe;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Sorts the suffixes of a text in linear time: SA-IS (Nong, Zhang and Chan, Linear Suffix Array Construction by Almost
 * Pure Induced-Sorting, 2009), and the lengths of their common beginnings (Kasai et al. 2001).
 */
public final class SuffixArray {
    private SuffixArray() {}

    /**
     * Sorts.
     *
     * @param text symbols from 0 to {@code symbols} − 1
     * @return the places at which suffixes start, in the order of the suffixes; a suffix that is the beginning of another
     *     comes first
     */
    public static int[] of(int[] text, int symbols) {
        int n = text.length;
        int[] closed = new int[n + 1];
        for (int i = 0; i < n; i++) {
            closed[i] = text[i] + 1;
        }
        int[] sorted = new int[n + 1];
        sort(closed, sorted, symbols + 1);
        int[] places = new int[n];
        System.arraycopy(sorted, 1, places, 0, n);
        return places;
    }

    /**
     * Computes how many symbols each suffix shares with the one before it in order.
     *
     * @param most lengths beyond it are cut to it
     */
    public static int[] common(int[] text, int[] places, int most) {
        int n = text.length;
        int[] rank = new int[n];
        for (int i = 0; i < n; i++) {
            rank[places[i]] = i;
        }
        int[] common = new int[n];
        int length = 0;
        for (int i = 0; i < n; i++) {
            if (rank[i] == 0) {
                length = 0;
                continue;
            }
            int before = places[rank[i] - 1];
            while (i + length < n && before + length < n && text[i + length] == text[before + length]) {
                length++;
            }
            common[rank[i]] = Math.min(length, most);
            length = Math.max(0, length - 1);
        }
        return common;
    }

    /** Sorts a text that ends with its only 0. */
    private static void sort(int[] text, int[] out, int symbols) {
        int n = text.length;
        if (n == 1) {
            out[0] = 0;
            return;
        }
        BitSet small = types(text);
        int[] ends = ends(text, symbols);
        Arrays.fill(out, -1);
        int[] tails = ends.clone();
        for (int i = n - 1; i > 0; i--) {
            if (isLeftmost(small, i)) {
                out[--tails[text[i]]] = i;
            }
        }
        induce(text, out, small, ends);
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (out[i] > 0 && isLeftmost(small, out[i])) {
                out[count++] = out[i];
            }
        }
        int names = name(text, out, small, count);
        int[] reduced = reduced(out, count, n);
        int[] order = new int[count];
        if (names < count) {
            sort(reduced, order, names);
        } else {
            for (int i = 0; i < count; i++) {
                order[reduced[i]] = i;
            }
        }
        int next = 0;
        for (int i = 1; i < n; i++) {
            if (isLeftmost(small, i)) {
                reduced[next++] = i;
            }
        }
        Arrays.fill(out, -1);
        tails = ends.clone();
        for (int i = count - 1; i >= 0; i--) {
            int place = reduced[order[i]];
            out[--tails[text[place]]] = place;
        }
        induce(text, out, small, ends);
    }

    /** Marks the suffixes that are smaller than the one that follows. */
    private static BitSet types(int[] text) {
        int n = text.length;
        BitSet small = new BitSet(n);
        small.set(n - 1);
        for (int i = n - 2; i >= 0; i--) {
            if (text[i] < text[i + 1] || text[i] == text[i + 1] && small.get(i + 1)) {
                small.set(i);
            }
        }
        return small;
    }

    private static boolean isLeftmost(BitSet small, int i) {
        return i > 0 && small.get(i) && !small.get(i - 1);
    }

    /** Where the bucket of each symbol ends. */
    private static int[] ends(int[] text, int symbols) {
        int[] ends = new int[symbols];
        for (int s : text) {
            ends[s]++;
        }
        for (int s = 1; s < symbols; s++) {
            ends[s] += ends[s - 1];
        }
        return ends;
    }

    /** Puts all suffixes in order, given some leftmost small ones in the order of their buckets. */
    private static void induce(int[] text, int[] out, BitSet small, int[] ends) {
        int n = text.length;
        int[] heads = new int[ends.length];
        System.arraycopy(ends, 0, heads, 1, ends.length - 1);
        for (int i = 0; i < n; i++) {
            int place = out[i] - 1;
            if (place >= 0 && !small.get(place)) {
                out[heads[text[place]]++] = place;
            }
        }
        int[] tails = ends.clone();
        for (int i = n - 1; i >= 0; i--) {
            int place = out[i] - 1;
            if (place >= 0 && small.get(place)) {
                out[--tails[text[place]]] = place;
            }
        }
    }

    /** Numbers the sorted stretches between leftmost small suffixes; equal ones alike. Numbers lie behind {@code count}. */
    private static int name(int[] text, int[] out, BitSet small, int count) {
        Arrays.fill(out, count, out.length, -1);
        int names = 0;
        int before = -1;
        for (int i = 0; i < count; i++) {
            int place = out[i];
            if (before < 0 || !sameStretch(text, small, place, before)) {
                names++;
                before = place;
            }
            // Two leftmost small suffixes are never neighbours, so halves of places are different.
            out[count + place / 2] = names - 1;
        }
        return names;
    }

    private static boolean sameStretch(int[] text, BitSet small, int a, int b) {
        int n = text.length;
        for (int d = 0; ; d++) {
            if (a + d >= n || b + d >= n || text[a + d] != text[b + d] || small.get(a + d) != small.get(b + d)) {
                return false;
            }
            if (d > 0) {
                boolean endA = isLeftmost(small, a + d);
                if (endA != isLeftmost(small, b + d)) {
                    return false;
                }
                if (endA) {
                    return true;
                }
            }
        }
    }

    private static int[] reduced(int[] out, int count, int n) {
        int[] reduced = new int[count];
        int next = 0;
        for (int i = count; i < n && next < count; i++) {
            if (out[i] >= 0) {
                reduced[next++] = out[i];
            }
        }
        return reduced;
    }
}
