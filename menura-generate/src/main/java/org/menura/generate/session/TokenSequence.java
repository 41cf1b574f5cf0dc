package org.menura.generate.session;

/** Tokens that a model extends: the whole text of a decoder, or what an encoder–decoder writes. Not thread-safe. */
public interface TokenSequence {
    /** The tokens so far; a copy. */
    int[] tokens();

    /** Number of tokens so far. */
    int length();

    /** Most tokens that there may be. */
    int contextLength();

    /**
     * Logits of the token that follows, [vocabulary]; not to be changed.
     *
     * @throws IllegalArgumentException if there are no tokens yet
     */
    float[] logits();

    /**
     * Appends tokens.
     *
     * @return logits of the token that follows, [vocabulary]; not to be changed
     * @throws ContextOverflowException if there would be more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens, or an id that the model does not have
     */
    float[] feed(int... next);
}
