package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The task of an episode, a line of data in the format {@code episodes}.
 *
 * @param seed that the environment begins with
 * @param fields settings of the environment for this task alone
 * @param actions of an expert, who solves it; empty if none is known
 */
public record EpisodeSpec(long seed, Map<String, @Nullable Object> fields, List<String> actions) {
    private static final String SEED = "seed";
    private static final String ACTIONS = "actions";

    public EpisodeSpec {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        actions = List.copyOf(actions);
    }

    /**
     * Reads a line: {@code seed}, {@code actions} where an expert's are known, and any settings.
     *
     * @throws FormatException if one of the two is malformed
     */
    public static EpisodeSpec of(Map<String, @Nullable Object> line) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(line);
        Object seed = fields.remove(SEED);
        Object actions = fields.remove(ACTIONS);
        if (!(seed instanceof Integer || seed instanceof Long)) {
            throw new FormatException("an episode needs a seed, a whole number, not " + seed);
        }
        List<String> texts = new ArrayList<>();
        if (actions != null && !(actions instanceof List<?>)) {
            throw new FormatException("the actions of an episode must be a list of texts, not " + actions);
        }
        if (actions instanceof List<?> list) {
            for (Object action : list) {
                if (!(action instanceof String text)) {
                    throw new FormatException("an action of an episode must be a text, not " + action);
                }
                texts.add(text);
            }
        }
        return new EpisodeSpec(((Number) seed).longValue(), fields, texts);
    }
}
