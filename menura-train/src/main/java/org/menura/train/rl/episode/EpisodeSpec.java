package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The task of an episode, a line of data in the format {@code episodes}.
 *
 * @param seed that the environment begins with
 * @param fields settings of the environment for this task alone
 * @param actions of an expert, who solves it; empty if none is known
 * @param noise places in {@code actions} of those that chance took instead of the expert, who went on from there: they are
 *     done and not learned (DART, arXiv 1703.09327)
 */
public record EpisodeSpec(long seed, Map<String, @Nullable Object> fields, List<String> actions, Set<Integer> noise) {
    private static final String SEED = "seed";
    private static final String ACTIONS = "actions";
    private static final String NOISE = "noise";

    public EpisodeSpec {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        actions = List.copyOf(actions);
        noise = Set.copyOf(noise);
    }

    /** Makes the task of an episode in which all actions are the expert's. */
    public EpisodeSpec(long seed, Map<String, @Nullable Object> fields, List<String> actions) {
        this(seed, fields, actions, Set.of());
    }

    /**
     * Reads a line: {@code seed}, {@code actions} where an expert's are known, {@code noise} where some of them are not, and
     * any settings.
     *
     * @throws FormatException if one of the three is malformed
     */
    public static EpisodeSpec of(Map<String, @Nullable Object> line) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(line);
        Object seed = fields.remove(SEED);
        Object actions = fields.remove(ACTIONS);
        Object noise = fields.remove(NOISE);
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
        return new EpisodeSpec(((Number) seed).longValue(), fields, texts, noise(noise, texts.size()));
    }

    private static Set<Integer> noise(@Nullable Object value, int actions) {
        Set<Integer> places = new TreeSet<>();
        if (value != null && !(value instanceof List<?>)) {
            throw new FormatException("the noise of an episode must be a list of places in its actions, not " + value);
        }
        if (value instanceof List<?> list) {
            for (Object place : list) {
                if (!(place instanceof Integer at) || at < 0 || at >= actions) {
                    throw new FormatException(
                            "the noise of an episode must be places in its %d actions, from 0 on, not %s"
                                    .formatted(actions, place));
                }
                places.add(at);
            }
        }
        return places;
    }
}
