package org.menura.train.rl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Prompts by step. */
@FunctionalInterface
public interface Prompts {
    /**
     * A prompt.
     *
     * @param ids what the model reads
     * @param fields the record that it came from, for the reward
     */
    record Prompt(int[] ids, JsonNode fields) {}

    /** What step {@code step} asks. */
    List<Prompt> at(long step);
}
