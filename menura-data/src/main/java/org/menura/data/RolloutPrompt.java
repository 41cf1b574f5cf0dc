package org.menura.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prompt of reinforcement learning, which the model answers itself.
 *
 * @param prompt plain text or messages
 * @param fields further fields of the line (a solution, tests), for the reward
 */
public record RolloutPrompt(Conversation prompt, Map<String, @Nullable Object> fields) {
    public RolloutPrompt {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
