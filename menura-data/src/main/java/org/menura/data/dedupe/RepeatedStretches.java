package org.menura.data.dedupe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds stretches of at least a given length that stand in a list of texts before, by one suffix array over all of them.
 * Texts are sequences of symbols: bytes, or words as numbers.
 */
public final class RepeatedStretches {
    private RepeatedStretches() {}

    /**
     * A stretch of a text, in symbols.
     *
     * @param text number of the text
     * @param start first symbol
     * @param end the symbol behind the last one
     */
    public record Stretch(int text, int start, int end) {}

    /**
     * Finds all stretches that stand before, in an earlier text or earlier in the same one. The first of all copies is never
     * among them. Those that overlap or touch are joined.
     *
     * @param texts sequences of any numbers
     * @param length how long a stretch is at least
     */
    public static List<Stretch> find(List<long[]> texts, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("a stretch has at least one symbol");
        }
        int total = Math.toIntExact(texts.stream().mapToLong(t -> t.length + 1L).sum());
        int[] joined = new int[total];
        int[] left = new int[total];
        int symbols = join(texts, joined, left);
        int[] places = SuffixArray.of(joined, symbols);
        int[] common = SuffixArray.common(joined, places, length);
        boolean[] copy = copies(places, common, left, length);
        return stretches(texts, copy, length);
    }

    /**
     * Puts the texts behind each other, with a symbol 0 behind each.
     *
     * @param left how many symbols of its text are left at each place
     * @return number of different symbols
     */
    private static int join(List<long[]> texts, int[] joined, int[] left) {
        long[] all = new long[joined.length - texts.size()];
        int n = 0;
        for (long[] t : texts) {
            System.arraycopy(t, 0, all, n, t.length);
            n += t.length;
        }
        Arrays.sort(all);
        int distinct = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[distinct++] = all[i];
            }
        }
        int at = 0;
        for (long[] t : texts) {
            for (int i = 0; i < t.length; i++) {
                left[at] = t.length - i;
                joined[at++] = Arrays.binarySearch(all, 0, distinct, t[i]) + 1;
            }
            at++;
        }
        return distinct + 1;
    }

    /** Marks places from which on {@code length} symbols of one text stand at an earlier place too. */
    private static boolean[] copies(int[] places, int[] common, int[] left, int length) {
        boolean[] copy = new boolean[places.length];
        for (int from = 0; from < places.length; ) {
            int to = from + 1;
            while (to < places.length && common[to] >= length) {
                to++;
            }
            // All suffixes of the group begin with the same symbols; those that reach over a text's end don't count.
            int first = Integer.MAX_VALUE;
            for (int i = from; i < to; i++) {
                if (left[places[i]] >= length) {
                    first = Math.min(first, places[i]);
                }
            }
            for (int i = from; i < to; i++) {
                copy[places[i]] = left[places[i]] >= length && places[i] != first;
            }
            from = to;
        }
        return copy;
    }

    private static List<Stretch> stretches(List<long[]> texts, boolean[] copy, int length) {
        List<Stretch> out = new ArrayList<>();
        int base = 0;
        for (int t = 0; t < texts.size(); t++) {
            int n = texts.get(t).length;
            for (int i = 0; i < n; i++) {
                if (copy[base + i]) {
                    Stretch last = out.isEmpty() ? null : out.getLast();
                    if (last != null && last.text() == t && last.end() >= i) {
                        out.removeLast();
                        out.add(new Stretch(t, last.start(), i + length));
                    } else {
                        out.add(new Stretch(t, i, i + length));
                    }
                }
            }
            base += n + 1;
        }
        return out;
    }
}
