package org.menura.train.rl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;

/** A source of prompts by step. */
@FunctionalInterface
public interface Prompts {
    /**
     * A prompt with the record that it came from.
     *
     * @param text tokens of the prompt, perhaps with images and audio
     * @param fields the record that it came from, for the reward
     */
    record Prompt(TokenDocument text, Map<String, @Nullable Object> fields) {
        /** Returns the token ids. */
        public int[] ids() {
            return text.ids();
        }
    }

    /** Returns the prompts of a step. */
    List<Prompt> at(long step);
}
