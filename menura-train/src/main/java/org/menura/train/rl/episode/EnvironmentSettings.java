package org.menura.train.rl.episode;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The settings of an environment: those that a recipe gives for all episodes, and over them the fields of a task's line.
 *
 * @param values by name: texts of the recipe, or any JSON values of a line
 * @param data the file or folder that the environment reads; null for none
 */
public record EnvironmentSettings(
        Map<String, @Nullable Object> values, @Nullable Path data) {
    /** No settings. */
    public static final EnvironmentSettings NONE = new EnvironmentSettings(Map.of(), null);

    public EnvironmentSettings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Makes settings of a recipe's list.
     *
     * @param options {@code name=value} each
     * @throws FormatException if one of them is not of that form
     */
    public static EnvironmentSettings of(List<String> options, @Nullable Path data) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String option : options) {
            int at = option.indexOf('=');
            if (at < 1) {
                throw new FormatException(
                        "'%s' is no setting of an environment; give name=value, such as size=5".formatted(option));
            }
            values.put(option.substring(0, at).strip(), option.substring(at + 1).strip());
        }
        return new EnvironmentSettings(values, data);
    }

    /** Returns a copy with other values over these. */
    public EnvironmentSettings with(Map<String, @Nullable Object> more) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return new EnvironmentSettings(all, data);
    }

    /** Returns a setting as a text, or {@code usual} if it is not given. */
    public String text(String name, String usual) {
        Object value = values.get(name);
        return value == null ? usual : value.toString();
    }

    /**
     * Returns a setting as a whole number, or {@code usual} if it is not given.
     *
     * @throws FormatException if it is no whole number
     */
    public long whole(String name, long usual) {
        Object value = values.get(name);
        if (value == null) {
            return usual;
        }
        try {
            return value instanceof Number n && n.doubleValue() == n.longValue()
                    ? n.longValue()
                    : Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw new FormatException(
                    "the setting %s of an environment must be a whole number, not %s".formatted(name, value), e);
        }
    }
}
