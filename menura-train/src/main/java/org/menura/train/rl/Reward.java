package org.menura.train.rl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reward of an answer that a program computes. */
@FunctionalInterface
public interface Reward {
    /**
     * Returns the reward of an answer.
     *
     * @param fields the record that the prompt came from
     * @param answer the text that the model wrote, without the end-of-text token
     * @param complete whether it ended by itself rather than at the limit of tokens
     */
    double of(Map<String, @Nullable Object> fields, String answer, boolean complete);
}
