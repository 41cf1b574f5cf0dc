package org.menura.world.household;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.menura.world.household.scene.Scenes;
import org.menura.world.suite.SuiteValues;

/**
 * The options of a household suite.
 *
 * @param values as they were given
 */
record SuiteOptions(SuiteValues values) {
    static final String TASKS = "tasks";
    static final String SPLIT = "split";
    static final String GOALS = "goals";
    static final String HISTORY = "history";
    static final String REPEATS = "repeats";

    /** As many as ALFWorld's unseen games. */
    private static final int USUAL_TASKS = 134;

    private static final int MOST_TASKS = 100_000;

    /** Turns of an episode that are shown: all. */
    private static final int ALL = Household.MAX_STEPS;

    SuiteOptions(String suite, Map<String, String> values) {
        this(new SuiteValues(suite, values));
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
                "turns that the agent is shown again besides the beginning, for small contexts (default: all)",
                REPEATS,
                "whether a command is offered again in a state of the house where it was given before: yes or no (default: yes)");
    }

    /**
     * Checks names and values.
     *
     * @throws org.menura.format.FormatException if one is not among the options, or malformed
     */
    SuiteOptions checked(Set<String> known) {
        SuiteValues _ = values.checked(known);
        tasks();
        split();
        history();
        repeats();
        return this;
    }

    int tasks() {
        return values.whole(TASKS, USUAL_TASKS, 1, MOST_TASKS);
    }

    int history() {
        return values.whole(HISTORY, ALL, 1, ALL);
    }

    boolean repeats() {
        return values.flag(REPEATS, true);
    }

    Scenes.Split split() {
        return Scenes.Split.valueOf(
                values.oneOf(SPLIT, "test", List.of("test", "train")).toUpperCase(Locale.ROOT));
    }

    List<String> goals(Household household) {
        return household.goals(split(), Objects.requireNonNullElse(values.given(GOALS), "alfworld"));
    }
}
