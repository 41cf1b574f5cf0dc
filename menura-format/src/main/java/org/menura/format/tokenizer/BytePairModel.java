package org.menura.format.tokenizer;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A BPE vocabulary (Sennrich et al. 2016, arXiv 1508.07909) with the settings of a {@code tokenizer.json}'s
 * {@code model}.
 *
 * @param vocabulary the tokens
 * @param added ids of those that are found in texts by themselves alone, and make no words
 * @param merges what becomes one
 * @param byteIds the ids of the tokens {@code <0x00>} to {@code <0xFF>}, −1 for those that are missing; null if
 *     characters that are no token do not become bytes
 * @param unknown the id that stands for such characters otherwise; −1 if they are left out
 * @param fuseUnknown whether several such characters in a row become one id
 * @param wholeWords whether a word that is a token is that token, whatever the merges say
 */
record BytePairModel(
        Spellings vocabulary,
        BitSet added,
        Merges merges,
        int @Nullable [] byteIds,
        int unknown,
        boolean fuseUnknown,
        boolean wholeWords) {
    private static final String DIGITS = "0123456789ABCDEF";

    /** Finds the token that a stretch of bytes is, −1 if it is none. */
    int find(byte[] text, int from, int to) {
        int id = vocabulary.find(text, from, to);
        return id >= 0 && added.get(id) ? -1 : id;
    }

    /** Finds the tokens of the 256 bytes. */
    static int[] byteIds(Spellings vocabulary) {
        int[] ids = new int[256];
        byte[] spelling = {'<', '0', 'x', 0, 0, '>'};
        for (int b = 0; b < ids.length; b++) {
            spelling[3] = (byte) DIGITS.charAt(b >> 4);
            spelling[4] = (byte) DIGITS.charAt(b & 15);
            ids[b] = vocabulary.find(spelling, 0, spelling.length);
        }
        return ids;
    }
}
