package org.menura.world.household;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.scene.Scenes;

/**
 * The household as an environment of recipes. Settings: {@code split} (train, test), {@code goals} (names with commas
 * between them, {@code alfworld} for its six, {@code all}), {@code wording} (compact, alfworld, react), {@code idle}
 * (whether commands that change nothing are admissible), {@code max_steps}, {@code step_cost} and {@code names} (seed of an
 * exchange of the names of things; 0 for their own) and {@code task} (another goal in the same house). The data folder holds floor plans; without one those that come with the library are taken.
 */
public final class HouseholdEnvironmentType implements EnvironmentType {
    private static final String BUILT_IN = "";

    private final Map<String, Household> known = new ConcurrentHashMap<>();

    /** Creates the type. */
    public HouseholdEnvironmentType() {}

    @Override
    public String name() {
        return "household";
    }

    @Override
    public String meaning() {
        return "find, clean, heat, cool and place things in the rooms of ALFWorld";
    }

    @Override
    public Environment create(EnvironmentSettings settings) {
        return environment(settings);
    }

    /**
     * Creates an environment that also knows its expert.
     *
     * @throws FormatException if a setting is malformed
     */
    public HouseholdEnvironment environment(EnvironmentSettings settings) {
        Path data = settings.data();
        Household household = known.computeIfAbsent(
                data == null ? BUILT_IN : data.toString(), _ -> data == null ? builtIn() : read(data));
        return new HouseholdEnvironment(household, options(household, settings));
    }

    private static Household builtIn() {
        return new Household(Scenes.builtIn());
    }

    private static Household read(Path folder) {
        try {
            return Household.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HouseholdEnvironment.Options options(Household household, EnvironmentSettings settings) {
        Scenes.Split split = one(settings, "split", Scenes.Split.TRAIN);
        long steps = settings.whole("max_steps", Household.MAX_STEPS);
        if (steps < 1 || steps > Integer.MAX_VALUE) {
            throw new FormatException("the setting max_steps of a household must be at least 1, not " + steps);
        }
        return new HouseholdEnvironment.Options(
                split,
                household.goals(split, settings.text("goals", "alfworld")),
                one(settings, "wording", Wording.COMPACT),
                truth(settings),
                (int) steps,
                cost(settings),
                settings.whole("names", 0),
                settings.text("task", ""));
    }

    private static <E extends Enum<E>> E one(EnvironmentSettings settings, String name, E usual) {
        String text = settings.text(name, usual.name()).toUpperCase(Locale.ROOT);
        E[] all = usual.getDeclaringClass().getEnumConstants();
        for (E value : all) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        throw new FormatException("the setting %s of a household must be one of %s, not '%s'"
                .formatted(name, Arrays.toString(all).toLowerCase(Locale.ROOT), settings.text(name, "")));
    }

    private static boolean truth(EnvironmentSettings settings) {
        String text = settings.text("idle", "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new FormatException(
                    "the setting idle of a household must be true or false, not '%s'".formatted(text));
        }
        return text.equals("true");
    }

    private static double cost(EnvironmentSettings settings) {
        String text = settings.text("step_cost", "0");
        try {
            double cost = Double.parseDouble(text);
            if (cost >= 0 && cost <= 1) {
                return cost;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new FormatException("the setting step_cost of a household must be from 0 to 1, not '%s'".formatted(text));
    }
}
