package org.menura.generate.speculate;

/** Guesses how a text goes on. A guess costs speed if it is wrong, and nothing else. */
public interface Drafter {
    /** Takes note of the next tokens of the text. */
    void accept(int... tokens);

    /**
     * What may follow.
     *
     * @param most most tokens to guess
     * @return token ids; none without a good guess
     */
    int[] draft(int most);
}
