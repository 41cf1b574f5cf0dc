package org.menura.world.household;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.world.household.scene.Scenes;

/**
 * The options of a household suite.
 *
 * @param suite name of the suite, for messages
 * @param values by name
 */
record SuiteOptions(String suite, Map<String, String> values) {
    static final String TASKS = "tasks";
    static final String SPLIT = "split";
    static final String GOALS = "goals";
    static final String HISTORY = "history";

    /** As many as ALFWorld's unseen games. */
    private static final int USUAL_TASKS = 134;

    private static final int MOST_TASKS = 100_000;

    /** Turns of an episode that are shown: all. */
    private static final int ALL = Household.MAX_STEPS;

    SuiteOptions {
        values = Map.copyOf(values);
    }

    static Map<String, String> described() {
        return Map.of(
                TASKS,
                "number of tasks (default: %d)".formatted(USUAL_TASKS),
                SPLIT,
                "scenes: test or train (default: test)",
                GOALS,
                "names of goals with commas between them, alfworld or all (default: alfworld)",
                HISTORY,
                "turns that the agent is shown again besides the beginning, for small contexts (default: all)");
    }

    /**
     * Checks names and values.
     *
     * @throws FormatException if one is not among the options, or malformed
     */
    SuiteOptions checked(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new FormatException("the suite %s has no option %s; there are %s"
                        .formatted(suite, name, String.join(", ", new TreeSet<>(known))));
            }
        }
        tasks();
        split();
        history();
        return this;
    }

    int tasks() {
        return whole(TASKS, USUAL_TASKS, 1, MOST_TASKS);
    }

    int history() {
        return whole(HISTORY, ALL, 1, ALL);
    }

    Scenes.Split split() {
        return Scenes.Split.valueOf(
                oneOf(SPLIT, "test", List.of("test", "train")).toUpperCase(Locale.ROOT));
    }

    List<String> goals(Household household) {
        return household.goals(split(), values.getOrDefault(GOALS, "alfworld"));
    }

    int whole(String name, int usual, int least, int most) {
        String text = values.getOrDefault(name, Integer.toString(usual));
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new FormatException("the option %s of the suite %s must be a whole number from %d to %d, not '%s'"
                .formatted(name, suite, least, most, text));
    }

    String oneOf(String name, String usual, List<String> choices) {
        String text = values.getOrDefault(name, usual);
        if (!choices.contains(text)) {
            throw new FormatException(
                    "the option %s of the suite %s must be one of %s, not '%s'".formatted(name, suite, choices, text));
        }
        return text;
    }
}
