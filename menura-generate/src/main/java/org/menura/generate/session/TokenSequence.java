package org.menura.generate.session;

import org.menura.format.FormatException;

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

    /**
     * Appends a prompt.
     *
     * @return logits of the token that follows, [vocabulary]; not to be changed
     * @throws FormatException if it is more than tokens, and this is no {@link Session}
     */
    default float[] feed(Prompt prompt) {
        if (!prompt.embeds().isEmpty()) {
            throw new FormatException(
                    "guessing ahead goes with text alone; leave it out where there are pictures or sounds");
        }
        return feed(prompt.ids());
    }
}
