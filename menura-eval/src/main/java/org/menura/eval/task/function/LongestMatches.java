package org.menura.eval.task.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares texts by the longest runs of characters that they share, as Python's {@code difflib.SequenceMatcher} does (J. W.
 * Ratcliff and J. A. Obershelp): in a second text of 200 characters or more, those above a hundredth of it count for nothing.
 */
final class LongestMatches {
    private static final int LONG = 200;
    private static final int HUNDREDTH = 100;

    private final int[] first;
    private final int[] second;
    private final Map<Integer, List<Integer>> places = new HashMap<>();

    LongestMatches(String first, String second) {
        this.first = first.codePoints().toArray();
        this.second = second.codePoints().toArray();
        for (int j = 0; j < this.second.length; j++) {
            places.computeIfAbsent(this.second[j], _ -> new ArrayList<>()).add(j);
        }
        if (this.second.length >= LONG) {
            int most = this.second.length / HUNDREDTH + 1;
            places.values().removeIf(at -> at.size() > most);
        }
    }

    /** Returns twice the characters that match over the characters of both texts. */
    double ratio() {
        int all = first.length + second.length;
        return all == 0 ? 1.0 : 2.0 * matches() / all;
    }

    private int matches() {
        int sum = 0;
        Deque<int[]> left = new ArrayDeque<>(List.of(new int[] {0, first.length, 0, second.length}));
        while (!left.isEmpty()) {
            int[] part = left.pop();
            int[] match = longest(part[0], part[1], part[2], part[3]);
            int size = match[2];
            if (size > 0) {
                sum += size;
                left.push(new int[] {part[0], match[0], part[2], match[1]});
                left.push(new int[] {match[0] + size, part[1], match[1] + size, part[3]});
            }
        }
        return sum;
    }

    /** Finds the longest run that parts share, the earliest of equal ones: where it begins in both, and its length. */
    private int[] longest(int low, int high, int otherLow, int otherHigh) {
        int i = low;
        int j = otherLow;
        int size = 0;
        Map<Integer, Integer> lengths = new HashMap<>();
        for (int a = low; a < high; a++) {
            Map<Integer, Integer> next = new HashMap<>();
            for (int b : places.getOrDefault(first[a], List.of())) {
                if (b >= otherHigh) {
                    break;
                }
                if (b >= otherLow) {
                    int length = lengths.getOrDefault(b - 1, 0) + 1;
                    next.put(b, length);
                    if (length > size) {
                        i = a - length + 1;
                        j = b - length + 1;
                        size = length;
                    }
                }
            }
            lengths = next;
        }
        while (i > low && j > otherLow && first[i - 1] == second[j - 1]) {
            i--;
            j--;
            size++;
        }
        while (i + size < high && j + size < otherHigh && first[i + size] == second[j + size]) {
            size++;
        }
        return new int[] {i, j, size};
    }
}
