package org.menura.data;

import java.util.Arrays;
import java.util.OptionalInt;
import org.menura.format.tokenizer.Tokenizer;

/** Helper methods for arrays of token ids. */
public final class TokenIds {
    private TokenIds() {}

    /** Appends the end-of-sequence token to ids, unless they end with it. */
    static int[] ended(int[] ids, OptionalInt eos) {
        if (eos.isEmpty() || ids.length > 0 && ids[ids.length - 1] == eos.getAsInt()) {
            return ids;
        }
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = eos.getAsInt();
        return longer;
    }

    /** Returns the length of the common prefix of two lists of ids. */
    static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** Concatenates two lists of ids. */
    public static int[] joined(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, Math.addExact(a.length, b.length));
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /**
     * Returns what stands before a word that is not the first, so that words encoded by themselves give the tokens of the
     * text: a space, or nothing where the tokenizer drops it.
     */
    public static String gap(Tokenizer tokenizer) {
        int[] first = tokenizer.encode("a", false, false);
        int[] second = tokenizer.encode(" a", false, false);
        return Arrays.equals(joined(first, second), tokenizer.encode("a a", false, false)) ? " " : "";
    }

    /** Creates a document with loss on the tokens {@code from} to {@code to} (exclusive). */
    public static TokenDocument learned(int[] ids, int from, int to) {
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, from, to, true);
        return new TokenDocument(ids, learned);
    }
}
