package org.menura.generate.speculate;

/**
 * A drafter of speculative decoding, which guesses the next tokens of a text. A guess costs speed if it is wrong, and
 * nothing else.
 */
public interface Drafter {
    /** Accepts the next tokens of the text. */
    void accept(int... tokens);

    /**
     * Drafts the tokens that may follow.
     *
     * @param most the most tokens to draft
     * @return token ids; none without a good draft
     */
    int[] draft(int most);
}
