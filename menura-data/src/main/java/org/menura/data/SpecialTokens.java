package org.menura.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.tokenizer.Tokenizer;

/**
 * The special tokens that a tokenizer adds around a text: BOS, or CLS and SEP.
 *
 * @param before ids before the text
 * @param behind ids behind it
 */
public record SpecialTokens(int[] before, int[] behind) {
    private static final String SAMPLE = "a";

    /** Returns the special tokens that a tokenizer adds around a text. */
    public static SpecialTokens of(Tokenizer tokenizer) {
        int[] bare = tokenizer.encode(SAMPLE, false, false);
        int[] framed = tokenizer.encode(SAMPLE, true, false);
        for (int from = 0; from + bare.length <= framed.length; from++) {
            if (Arrays.equals(framed, from, from + bare.length, bare, 0, bare.length)) {
                return new SpecialTokens(
                        Arrays.copyOf(framed, from), Arrays.copyOfRange(framed, from + bare.length, framed.length));
            }
        }
        return new SpecialTokens(new int[0], new int[0]);
    }

    /** Returns the number of special tokens around a text. */
    public int length() {
        return before.length + behind.length;
    }

    /** Adds the special tokens around ids. */
    public int[] around(int[] ids) {
        return TokenIds.joined(TokenIds.joined(before, ids), behind);
    }

    /** Splits ids into pieces of {@code room} tokens, each with the special tokens around it. */
    public List<TokenDocument> pieces(int[] ids, int room) {
        List<TokenDocument> pieces = new ArrayList<>();
        for (int from = 0; from < ids.length; from += room) {
            pieces.add(new TokenDocument(around(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + room)))));
        }
        return pieces;
    }

    /** Truncates ids and adds the special tokens, so that the whole is no longer than {@code most}. */
    public int[] around(int[] ids, int most) {
        return around(Arrays.copyOf(ids, Math.min(ids.length, Math.max(0, most - length()))));
    }
}
