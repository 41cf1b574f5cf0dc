package org.menura.data.tag;

import java.util.Arrays;
import org.menura.data.text.Characters;

/**
 * Finds for every place of a text the shortest part of its line that stands there several times behind each other, with at
 * most one whitespace between. For texts in which much occurs again: parts of 2^k to 2^(k+1) code points are looked for where
 * the first 2^k occur again, which is at few places, as a part that occurs at many is repeated itself. So the time grows with
 * the length times its logarithm.
 */
final class RepeatedParts {
    private static final long FACTOR = 0xD6E8FEB86659FD93L;

    private final int[] points;
    private final int from;
    private final int size;
    private final int repeats;
    private final long[] prefixes;
    private final long[] powers;
    private final int[] lineEnds;

    /** Looks at the code points {@code from} to {@code to} for parts that stand {@code repeats} times more. */
    RepeatedParts(int[] points, int from, int to, int repeats) {
        this.points = points;
        this.from = from;
        this.size = to - from;
        this.repeats = repeats;
        prefixes = new long[size + 1];
        powers = new long[size + 1];
        lineEnds = new int[size];
        powers[0] = 1;
        for (int i = 0; i < size; i++) {
            prefixes[i + 1] = prefixes[i] * FACTOR + points[from + i] + 1;
            powers[i + 1] = powers[i] * FACTOR;
        }
        int end = size;
        for (int i = size - 1; i >= 0; i--) {
            end = points[from + i] == '\n' ? i : end;
            lineEnds[i] = end;
        }
    }

    /** Returns the lengths of parts by place; 0 where none is repeated. */
    int[] lengths() {
        int[] lengths = new int[size];
        int[] next = new int[size];
        int[] last = new int[Integer.highestOneBit(Math.max(4, size)) * 2];
        for (int width = 1; width <= size / (repeats + 1); width *= 2) {
            link(width, next, last);
            for (int i = 0; i < size; i++) {
                if (lengths[i] == 0) {
                    lengths[i] = shortest(i, width, next);
                }
            }
        }
        return lengths;
    }

    private long hash(int at, int length) {
        return prefixes[at + length] - prefixes[at] * powers[length];
    }

    /** Links each place with the next one whose first code points may be the same. */
    private void link(int width, int[] next, int[] last) {
        Arrays.fill(last, 0);
        Arrays.fill(next, 0);
        for (int i = size - width; i >= 0; i--) {
            int slot = (int) (hash(i, width) * 0x9E3779B97F4A7C15L >>> 32) & last.length - 1;
            next[i] = last[slot];
            last[slot] = i;
        }
    }

    private int shortest(int i, int width, int[] next) {
        int longest = Math.min(Math.min(lineEnds[i] - i, (size - i) / (repeats + 1)), 2 * width - 1);
        if (longest < width) {
            return 0;
        }
        long wanted = hash(i, width);
        int most = i + longest + 1;
        int previous = i;
        for (int j = next[i]; j > previous && j <= most; previous = j, j = next[j]) {
            if (hash(j, width) != wanted) {
                continue;
            }
            int length = j - i - 1;
            if (length >= width && Characters.isSpace(points[from + j - 1]) && repeats(i, length)) {
                return length;
            }
            if (j - i >= width && j - i <= longest && repeats(i, j - i)) {
                return j - i;
            }
        }
        return 0;
    }

    private boolean repeats(int i, int length) {
        return follow(i, length, i + length, 0);
    }

    private boolean follow(int start, int length, int at, int copies) {
        if (copies == repeats) {
            return true;
        }
        if (at < size
                && Characters.isSpace(points[from + at])
                && same(start, at + 1, length)
                && follow(start, length, at + 1 + length, copies + 1)) {
            return true;
        }
        return same(start, at, length) && follow(start, length, at + length, copies + 1);
    }

    private boolean same(int one, int other, int length) {
        return other + length <= size && hash(one, length) == hash(other, length);
    }
}
