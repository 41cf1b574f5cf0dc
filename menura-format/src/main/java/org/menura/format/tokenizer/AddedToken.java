package org.menura.format.tokenizer;

import java.util.List;

/**
 * An added token, which is matched as a whole in the text before that is split and encoded, with the meaning that
 * Hugging Face's tokenizers give these fields.
 *
 * @param id its id
 * @param content its text
 * @param special whether it is a control token: left out of decoded text, and recognised in a text only on request
 * @param singleWord whether it matches only where no letter or digit touches it
 * @param lstrip whether it swallows the blanks before it
 * @param rstrip whether it swallows the blanks after it
 * @param normalized whether it is looked for in the normalised text instead of the original
 */
public record AddedToken(
        int id,
        String content,
        boolean special,
        boolean singleWord,
        boolean lstrip,
        boolean rstrip,
        boolean normalized) {
    /** Creates a token that is matched exactly as written, wherever it stands. */
    public static AddedToken exact(int id, String content, boolean special) {
        return new AddedToken(id, content, special, false, false, false, false);
    }

    /** Returns the id of a token that the library adds to others, with a model of so many tokens. */
    static int next(List<AddedToken> added, int size) {
        return Math.max(
                size, added.stream().mapToInt(token -> token.id() + 1).max().orElse(0));
    }

    /** Returns this token with another id. */
    AddedToken withId(int other) {
        return new AddedToken(other, content, special, singleWord, lstrip, rstrip, normalized);
    }
}
