package org.menura.generate.constrain.grammar;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of Unicode code points without surrogates: sorted ranges, value-equal, immutable. */
public final class CodePoints {
    private static final int LAST = 0x10FFFF;

    /** The empty set. */
    public static final CodePoints NONE = new CodePoints(new int[0]);

    /** All code points but surrogates. */
    public static final CodePoints ALL = new CodePoints(new int[] {0, 0xD7FF, 0xE000, LAST});

    /** First and last code point of each range, ascending, neither touching nor overlapping. */
    private final int[] ranges;

    private CodePoints(int[] ranges) {
        this.ranges = ranges;
    }

    /** Returns the set of one code point. */
    public static CodePoints of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** Returns the set of the code points from {@code low} to {@code high}, both included. */
    public static CodePoints range(int low, int high) {
        if (low < 0 || high > LAST || low > high) {
            throw new IllegalArgumentException("no range of code points: %d to %d".formatted(low, high));
        }
        return new CodePoints(new int[] {low, high}).and(ALL);
    }

    /** Returns the set of the code points of a text. */
    public static CodePoints of(String characters) {
        return characters.codePoints().mapToObj(CodePoints::of).reduce(NONE, CodePoints::or);
    }

    /** Returns the code points for which a test holds. */
    public static CodePoints where(IntPredicate test) {
        int[] out = new int[64];
        int n = 0;
        for (int c = 0; c <= LAST; c++) {
            if (c == 0xD800) {
                c = 0xE000;
            }
            if (!test.test(c)) {
                continue;
            }
            if (n > 0 && out[n - 1] == c - 1) {
                out[n - 1] = c;
            } else {
                if (n == out.length) {
                    out = Arrays.copyOf(out, 2 * n);
                }
                out[n++] = c;
                out[n++] = c;
            }
        }
        return new CodePoints(Arrays.copyOf(out, n));
    }

    /** Returns the code points of this set or another. */
    public CodePoints or(CodePoints other) {
        int[] out = new int[ranges.length + other.ranges.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < ranges.length || j < other.ranges.length) {
            boolean mine = j >= other.ranges.length || i < ranges.length && ranges[i] <= other.ranges[j];
            int low = mine ? ranges[i] : other.ranges[j];
            int high = mine ? ranges[i + 1] : other.ranges[j + 1];
            if (mine) {
                i += 2;
            } else {
                j += 2;
            }
            if (n > 0 && low <= out[n - 1] + 1) {
                out[n - 1] = Math.max(out[n - 1], high);
            } else {
                out[n++] = low;
                out[n++] = high;
            }
        }
        return new CodePoints(Arrays.copyOf(out, n));
    }

    /** Returns the code points that are in this set and in another. */
    public CodePoints and(CodePoints other) {
        int[] out = new int[ranges.length + other.ranges.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < ranges.length && j < other.ranges.length) {
            int low = Math.max(ranges[i], other.ranges[j]);
            int high = Math.min(ranges[i + 1], other.ranges[j + 1]);
            if (low <= high) {
                out[n++] = low;
                out[n++] = high;
            }
            if (ranges[i + 1] < other.ranges[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return new CodePoints(Arrays.copyOf(out, n));
    }

    /** Returns the code points that are not in this set. */
    public CodePoints not() {
        int[] out = new int[ranges.length + 2];
        int n = 0;
        int low = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] > low) {
                out[n++] = low;
                out[n++] = ranges[i] - 1;
            }
            low = ranges[i + 1] + 1;
        }
        if (low <= LAST) {
            out[n++] = low;
            out[n++] = LAST;
        }
        return new CodePoints(Arrays.copyOf(out, n)).and(ALL);
    }

    /** Returns the code points of this set that are not in another. */
    public CodePoints minus(CodePoints other) {
        return and(other.not());
    }

    /** Returns whether the set holds a code point. */
    public boolean contains(int codePoint) {
        int low = 0;
        int high = ranges.length / 2 - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (codePoint < ranges[2 * mid]) {
                high = mid - 1;
            } else if (codePoint > ranges[2 * mid + 1]) {
                low = mid + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the set is empty. */
    public boolean isEmpty() {
        return ranges.length == 0;
    }

    /** Counts the code points of the set. */
    public int size() {
        int n = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            n += ranges[i + 1] - ranges[i] + 1;
        }
        return n;
    }

    /** Returns the lowest code point of the set, or −1. */
    public int first() {
        return ranges.length == 0 ? -1 : ranges[0];
    }

    /** Returns the first and last code point of each range, ascending: a copy. */
    public int[] ranges() {
        return ranges.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof CodePoints c && Arrays.equals(ranges, c.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }

    /** Formats the ranges in hexadecimal. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < ranges.length; i += 2) {
            out.append(i == 0 ? "" : " ").append(Integer.toHexString(ranges[i]));
            if (ranges[i + 1] > ranges[i]) {
                out.append('-').append(Integer.toHexString(ranges[i + 1]));
            }
        }
        return out.append(']').toString();
    }
}
