package org.menura.data.tokenizer;

import org.menura.data.tokenizer.TrainingProgress.Stage;

/**
 * The suffixes of a text in the order of their first symbols: a suffix array (Manber and Myers 1993) that ends early,
 * because no piece is longer. Ranks by the first h symbols give ranks by 2 h, in linear time each.
 */
final class SuffixOrder {
    private SuffixOrder() {}

    /**
     * Sorts.
     *
     * @param text symbols from 0 to {@code symbols} − 1
     * @param depth how many symbols count at least
     * @return the places at which suffixes start, in order
     */
    static int[] of(int[] text, int symbols, int depth, Reporter progress) {
        int n = text.length;
        int[] rank = text.clone();
        int classes = symbols;
        int[] places = new int[n];
        for (int i = 0; i < n; i++) {
            places[i] = i;
        }
        int[] order = byRank(places, rank, classes);
        rank = ranks(order, rank, n);
        for (int h = 1; h < depth; h *= 2) {
            progress.at(Stage.SEEDING, 0, n);
            classes = n == 0 ? 0 : rank[order[n - 1]] + 1;
            order = byRank(bySecond(order, h), rank, classes);
            rank = ranks(order, rank, h);
        }
        return order;
    }

    /** The places in the order of the suffixes that start h later; those with nothing there come first. */
    private static int[] bySecond(int[] order, int h) {
        int n = order.length;
        int[] result = new int[n];
        int next = 0;
        for (int i = Math.max(0, n - h); i < n; i++) {
            result[next++] = i;
        }
        for (int place : order) {
            if (place >= h) {
                result[next++] = place - h;
            }
        }
        return result;
    }

    /** A stable counting sort. */
    private static int[] byRank(int[] places, int[] rank, int classes) {
        int[] starts = new int[classes + 1];
        for (int r : rank) {
            starts[r + 1]++;
        }
        for (int c = 0; c < classes; c++) {
            starts[c + 1] += starts[c];
        }
        int[] result = new int[places.length];
        for (int place : places) {
            result[starts[rank[place]]++] = place;
        }
        return result;
    }

    /** Suffixes have the same new rank if they have the same old one, and so have those that start h later. */
    private static int[] ranks(int[] order, int[] old, int h) {
        int[] rank = new int[order.length];
        for (int i = 1; i < order.length; i++) {
            int a = order[i - 1];
            int b = order[i];
            boolean same = old[a] == old[b] && at(old, a, h) == at(old, b, h);
            rank[b] = rank[a] + (same ? 0 : 1);
        }
        return rank;
    }

    private static int at(int[] rank, int place, int h) {
        return place + (long) h < rank.length ? rank[place + h] : -1;
    }
}
