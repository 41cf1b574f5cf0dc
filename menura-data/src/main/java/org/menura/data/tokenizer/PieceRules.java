package org.menura.data.tokenizer;

/**
 * Rules for the pieces of a SentencePiece vocabulary, with SentencePiece's own defaults in {@link #DEFAULT}, but for
 * bytes.
 *
 * @param characterCoverage the share of the text whose characters are pieces, rarest characters left out
 * @param byteFallback whether the 256 bytes are tokens, which spell characters that are no pieces; without them such
 *     characters are unknown and lost
 * @param maxPieceLength maximum length of a piece, in code points
 */
public record PieceRules(double characterCoverage, boolean byteFallback, int maxPieceLength) {
    /** The default rules: a character coverage of 0.9995, byte fallback, and pieces of up to 16 characters. */
    public static final PieceRules DEFAULT = new PieceRules(0.9995, true, 16);

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the coverage is not in (0, 1] or the length not in 1 … 32
     */
    public PieceRules {
        if (!(characterCoverage > 0 && characterCoverage <= 1)) {
            throw new IllegalArgumentException(
                    "The character coverage must be above 0 and at most 1, and is " + characterCoverage + ".");
        }
        if (maxPieceLength < 1 || maxPieceLength > PieceWords.MAX_WORD) {
            throw new IllegalArgumentException("Pieces must have 1 to " + PieceWords.MAX_WORD
                    + " characters at most, not " + maxPieceLength + ".");
        }
    }

    /** Returns the number of tokens before the characters. */
    int firstPiece(TokenizerProfile profile) {
        return profile.specialTokens().size() + (byteFallback ? 256 : 0);
    }

    void checkRoom(int vocabularySize, TokenizerProfile profile, Alphabet alphabet) {
        int least = firstPiece(profile) + alphabet.size();
        if (vocabularySize < least) {
            throw new IllegalArgumentException("A vocabulary of " + vocabularySize + " tokens has no room for the "
                    + alphabet.size() + " characters, the bytes and the special tokens: give it at least " + least
                    + ", or lower the character coverage.");
        }
    }
}
