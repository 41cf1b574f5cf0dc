package org.menura.world.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;
import org.menura.world.household.Household;
import org.menura.world.household.HouseholdEnvironment;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.scene.Scenes;

/**
 * The household in recipes: {@code environment: household}. Its settings are {@code split} (train or test scenes), {@code
 * goals} (names, with commas between), {@code wording} (compact, alfworld or react) and {@code idle} (whether commands that
 * change nothing are admissible); its data a folder of floor plans in the place of those that are built in.
 */
public final class HouseholdWorlds implements EnvironmentType {
    private final Map<String, Household> known = new HashMap<>();

    /** Creates the kind of environment. */
    public HouseholdWorlds() {}

    @Override
    public String name() {
        return "household";
    }

    @Override
    public String meaning() {
        return "find an object, perhaps clean, heat, cool or light it, and put it where it belongs";
    }

    @Override
    public Environment create(EnvironmentSettings settings) {
        return environment(settings);
    }

    /**
     * Makes an environment, which also knows its expert.
     *
     * @throws FormatException if a setting is malformed
     */
    public HouseholdEnvironment environment(EnvironmentSettings settings) {
        Household household = household(settings.data());
        Scenes.Split split = chosen(Scenes.Split.class, settings, "split", "train");
        String goals = settings.text("goals", "");
        HouseholdEnvironment.Options options = new HouseholdEnvironment.Options(
                split,
                goals.isEmpty() ? household.alfworldGoals(split) : goals(household, split, goals),
                chosen(Wording.class, settings, "wording", "compact"),
                Boolean.parseBoolean(settings.text("idle", "false")),
                Household.MAX_STEPS,
                0);
        return new HouseholdEnvironment(household, options);
    }

    private static List<String> goals(Household household, Scenes.Split split, String names) {
        List<String> goals =
                Arrays.stream(names.split(",")).map(String::strip).toList();
        List<String> possible = household.goals(split);
        for (String goal : goals) {
            if (!possible.contains(goal)) {
                throw new FormatException("the household has no goal '%s'; there are %s"
                        .formatted(goal, String.join(", ", possible)));
            }
        }
        return goals;
    }

    private static <E extends Enum<E>> E chosen(
            Class<E> type, EnvironmentSettings settings, String name, String usual) {
        String word = settings.text(name, usual).toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new FormatException("the setting %s of the household must be one of %s, not %s"
                        .formatted(
                                name,
                                String.join(", ", Arrays.stream(type.getEnumConstants())
                                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                                        .toList()),
                                settings.text(name, usual))));
    }

    private synchronized Household household(@Nullable Path folder) {
        return known.computeIfAbsent(Objects.toString(folder, ""), _ -> {
            try {
                return folder == null ? new Household(Scenes.builtIn()) : Household.read(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
