package org.menura.data.text;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds which of some phrases occur in a text, in one pass (Aho, Corasick 1975). Immutable. */
public final class PhraseFinder {
    private final int columns;
    /** Whether all columns fit into a byte. */
    private final boolean small;

    private final byte[] ascii = new byte[128];
    private final Map<Integer, Integer> others = new HashMap<>();
    private final int[] next;
    /** For each state the phrases that end there, as bits. */
    private final long[] found;

    /**
     * Creates a finder.
     *
     * @param groups lists of phrases, at most 64; what is found is told by the group's number
     */
    public PhraseFinder(List<? extends Iterable<String>> groups) {
        if (groups.size() > Long.SIZE) {
            throw new IllegalArgumentException("at most 64 groups of phrases are told apart");
        }
        int states = 1;
        for (Iterable<String> group : groups) {
            for (String phrase : group) {
                states += phrase.length();
                phrase.codePoints().forEach(this::column);
            }
        }
        columns = others.size() + 1;
        small = columns <= Byte.MAX_VALUE;
        int[] edges = new int[states * columns];
        long[] ends = new long[states];
        int used = 1;
        for (int g = 0; g < groups.size(); g++) {
            for (String phrase : groups.get(g)) {
                int state = 0;
                for (int point : phrase.codePoints().toArray()) {
                    int edge = state * columns + column(point);
                    if (edges[edge] == 0) {
                        edges[edge] = used++;
                    }
                    state = edges[edge];
                }
                ends[state] |= 1L << g;
            }
        }
        close(edges, ends, used);
        next = Arrays.copyOf(edges, used * columns);
        found = Arrays.copyOf(ends, used);
    }

    private int column(int point) {
        int column = others.computeIfAbsent(point, p -> others.size() + 1);
        if (point < ascii.length && column <= Byte.MAX_VALUE) {
            ascii[point] = (byte) column;
        }
        return column;
    }

    /** Adds the steps that follow failures, level by level. */
    private void close(int[] edges, long[] ends, int used) {
        int[] fallback = new int[used];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int c = 1; c < columns; c++) {
            if (edges[c] != 0) {
                open.add(edges[c]);
            }
        }
        while (!open.isEmpty()) {
            int state = open.remove();
            ends[state] |= ends[fallback[state]];
            for (int c = 1; c < columns; c++) {
                int edge = state * columns + c;
                int elsewhere = edges[fallback[state] * columns + c];
                if (edges[edge] == 0) {
                    edges[edge] = elsewhere;
                } else {
                    fallback[edges[edge]] = elsewhere;
                    open.add(edges[edge]);
                }
            }
        }
    }

    /** Returns the groups that a range of code points has a phrase of, as bits. */
    public long find(int[] points, int from, int to) {
        long all = 0;
        int state = 0;
        for (int i = from; i < to; i++) {
            int point = points[i];
            int column = point < 128 && small ? ascii[point] : others.getOrDefault(point, 0);
            // Characters of no phrase lead from everywhere to the beginning.
            state = next[state * columns + column];
            all |= found[state];
        }
        return all;
    }
}
