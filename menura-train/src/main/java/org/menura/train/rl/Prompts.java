package org.menura.train.rl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prompts by step. */
@FunctionalInterface
public interface Prompts {
    /**
     * A prompt.
     *
     * @param ids what the model reads
     * @param fields the record that it came from, for the reward
     */
    record Prompt(int[] ids, Map<String, @Nullable Object> fields) {}

    /** What step {@code step} asks. */
    List<Prompt> at(long step);
}
