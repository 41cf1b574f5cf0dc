package org.menura.train.rl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a text is worth, as a program can check it. */
@FunctionalInterface
public interface Reward {
    /**
     * The worth of an answer.
     *
     * @param fields the record that the prompt came from
     * @param answer the text that the model wrote, without the end-of-text token
     * @param complete whether it ended by itself rather than at the limit of tokens
     */
    double of(Map<String, @Nullable Object> fields, String answer, boolean complete);
}
