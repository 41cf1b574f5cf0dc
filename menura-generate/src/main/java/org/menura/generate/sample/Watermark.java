package org.menura.generate.sample;

import org.menura.tensor.annotation.Extension;

/**
 * A watermark: marks sampled texts by what it does to the logits behind all other stages, or by how it draws, so that
 * whoever knows its key can tell them later.
 *
 * <p>An implementation has no state of its own; what it needs of the sequence it makes from {@link SamplingState}.
 */
@Extension
public interface Watermark {
    /** Returns the stage that changes the logits, behind all others. */
    SamplingStage stage();

    /** Returns the selector that draws in place of another. */
    default TokenSelector selector(TokenSelector otherwise) {
        return otherwise;
    }

    /**
     * Checks that this watermark goes with how tokens are picked.
     *
     * @param greedy whether the likeliest token is picked, so that nothing is drawn
     * @param mirostat whether Mirostat draws
     * @throws IllegalArgumentException if it does not
     */
    default void check(boolean greedy, boolean mirostat) {}
}
