package org.menura.generate.session;

import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A token sequence that a model extends: the whole text of a decoder, or the output of an encoder–decoder. Not
 * thread-safe.
 */
public interface TokenSequence {
    /** Returns a copy of the tokens so far. */
    int[] tokens();

    /** Returns the tokens that an encoder has read for this sequence; null for a decoder's. */
    default int @Nullable [] source() {
        return null;
    }

    /** Returns the number of tokens so far. */
    int length();

    /** Returns the context length: the most tokens that there may be. */
    int contextLength();

    /**
     * Returns the logits of the next token, [vocabulary]; not to be changed.
     *
     * @throws IllegalArgumentException if there are no tokens yet
     */
    float[] logits();

    /**
     * Appends tokens.
     *
     * @return logits of the next token, [vocabulary]; not to be changed
     * @throws ContextOverflowException if there would be more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens, or an id that the model does not have
     */
    float[] feed(int... next);

    /**
     * Appends a prompt.
     *
     * @return logits of the next token, [vocabulary]; not to be changed
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
