package org.menura.train.rl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;

/** Prompts by step. */
@FunctionalInterface
public interface Prompts {
    /**
     * A prompt.
     *
     * @param text what the model reads, perhaps with pictures and sounds
     * @param fields the record that it came from, for the reward
     */
    record Prompt(TokenDocument text, Map<String, @Nullable Object> fields) {
        /** Token ids. */
        public int[] ids() {
            return text.ids();
        }
    }

    /** What step {@code step} asks. */
    List<Prompt> at(long step);
}
