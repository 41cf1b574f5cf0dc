package org.menura.generate.constrain.span;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The smallest deterministic automaton of all substrings of a text, built character by character in time and space
 * proportional to its length (A. Blumer et al., The Smallest Automaton Recognizing the Subwords of a Text, 1985).
 */
final class SuffixAutomaton {
    private final int[] length;
    private final int[] link;
    private final int[][] characters;
    private final int[][] targets;
    private int size = 1;
    private int last;

    SuffixAutomaton(int[] text) {
        int most = Math.max(2, 2 * text.length + 1);
        length = new int[most];
        link = new int[most];
        characters = new int[most][];
        targets = new int[most][];
        link[0] = -1;
        characters[0] = new int[0];
        targets[0] = new int[0];
        for (int c : text) {
            extend(c);
        }
    }

    int size() {
        return size;
    }

    /** The characters that a state goes on with. */
    int[] characters(int state) {
        return characters[state];
    }

    /** The states that they lead to. */
    int[] targets(int state) {
        return targets[state];
    }

    /** The states, each after all that it leads to. */
    int[] fromTheEnd() {
        long[] order = IntStream.range(0, size)
                .mapToLong(s -> (long) -length[s] << 32 | s)
                .sorted()
                .toArray();
        return Arrays.stream(order).mapToInt(o -> (int) o).toArray();
    }

    private void extend(int c) {
        int now = size++;
        length[now] = length[last] + 1;
        characters[now] = new int[0];
        targets[now] = new int[0];
        int p = last;
        while (p >= 0 && find(p, c) < 0) {
            add(p, c, now);
            p = link[p];
        }
        if (p < 0) {
            link[now] = 0;
        } else {
            int q = targets[p][find(p, c)];
            link[now] = length[p] + 1 == length[q] ? q : split(p, q, c);
        }
        last = now;
    }

    private int split(int from, int q, int c) {
        int clone = size++;
        length[clone] = length[from] + 1;
        link[clone] = link[q];
        characters[clone] = characters[q].clone();
        targets[clone] = targets[q].clone();
        int p = from;
        while (p >= 0) {
            int at = find(p, c);
            if (at < 0 || targets[p][at] != q) {
                break;
            }
            targets[p][at] = clone;
            p = link[p];
        }
        link[q] = clone;
        return clone;
    }

    private int find(int state, int c) {
        int[] all = characters[state];
        for (int i = 0; i < all.length; i++) {
            if (all[i] == c) {
                return i;
            }
        }
        return -1;
    }

    private void add(int state, int c, int target) {
        int n = characters[state].length;
        characters[state] = Arrays.copyOf(characters[state], n + 1);
        targets[state] = Arrays.copyOf(targets[state], n + 1);
        characters[state][n] = c;
        targets[state][n] = target;
    }
}
