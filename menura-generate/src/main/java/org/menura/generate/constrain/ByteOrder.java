package org.menura.generate.constrain;

import java.util.Arrays;

/** Sorts strings of bytes by content: by their first bytes as numbers, and only then each by each. */
final class ByteOrder {
    private static final int PREFIX = 5;
    private static final int ID_BITS = 24;

    private ByteOrder() {}

    /** Returns the places of all strings that are not empty, sorted by their bytes as unsigned numbers, then by place. */
    static int[] sort(byte[][] strings) {
        if (strings.length >= 1 << ID_BITS) {
            throw new IllegalArgumentException("more than %d tokens".formatted(1 << ID_BITS));
        }
        long[] keys = new long[strings.length];
        int n = 0;
        for (int i = 0; i < strings.length; i++) {
            if (strings[i].length > 0) {
                keys[n++] = prefix(strings[i]) << ID_BITS | i;
            }
        }
        // The first bit of the prefix is the sign: flipped, so that numbers sort as bytes do.
        for (int i = 0; i < n; i++) {
            keys[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(keys, 0, n);
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            out[i] = (int) (keys[i] & (1 << ID_BITS) - 1);
        }
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && keys[to] >>> ID_BITS == keys[from] >>> ID_BITS) {
                to++;
            }
            if (to - from > 1) {
                sort(strings, out, from, to);
            }
            from = to;
        }
        return out;
    }

    private static void sort(byte[][] strings, int[] ids, int from, int to) {
        Integer[] order = Arrays.stream(ids, from, to).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> {
            int c = Arrays.compareUnsigned(strings[a], strings[b]);
            return c == 0 ? Integer.compare(a, b) : c;
        });
        for (int i = from; i < to; i++) {
            ids[i] = order[i - from];
        }
    }

    private static long prefix(byte[] string) {
        long p = 0;
        for (int i = 0; i < PREFIX; i++) {
            p = p << 8 | (i < string.length ? string[i] & 0xFF : 0);
        }
        return p;
    }
}
