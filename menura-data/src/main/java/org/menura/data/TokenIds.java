package org.menura.data;

import java.util.Arrays;
import java.util.OptionalInt;

/** Small things that are done with token ids. */
public final class TokenIds {
    private TokenIds() {}

    /** The ids with the end of sequence behind them, unless they end with it. */
    static int[] ended(int[] ids, OptionalInt eos) {
        if (eos.isEmpty() || ids.length > 0 && ids[ids.length - 1] == eos.getAsInt()) {
            return ids;
        }
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = eos.getAsInt();
        return longer;
    }

    /** How many ids two lists begin with in common. */
    static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** The ids of a list, then those of another. */
    public static int[] joined(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, Math.addExact(a.length, b.length));
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** A document of which the tokens {@code from} to {@code to} (exclusive) are learned. */
    public static TokenDocument learned(int[] ids, int from, int to) {
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, from, to, true);
        return new TokenDocument(ids, learned);
    }
}
