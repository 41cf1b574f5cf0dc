package org.menura.world.suite;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The options of a suite as they were given.
 *
 * @param suite name of the suite, for messages
 * @param values by name
 */
public record SuiteValues(String suite, Map<String, String> values) {
    private static final String YES = "yes";
    private static final String NO = "no";

    /** Copies the values. */
    public SuiteValues {
        values = Map.copyOf(values);
    }

    /**
     * Checks that all names are among those of the options that there are.
     *
     * @throws FormatException if one is not
     */
    public SuiteValues checked(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new FormatException("the suite %s has no option %s; there are %s"
                        .formatted(suite, name, String.join(", ", new TreeSet<>(known))));
            }
        }
        return this;
    }

    /** Returns a value as it was given; null if it was not. */
    public @Nullable String given(String name) {
        return values.get(name);
    }

    /**
     * Returns a whole number.
     *
     * @param usual where none was given
     * @throws FormatException if it is none from {@code least} to {@code most}
     */
    public int whole(String name, int usual, int least, int most) {
        String text = values.getOrDefault(name, Integer.toString(usual));
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new FormatException("the option %s of the suite %s must be a whole number from %d to %d, not %s"
                .formatted(name, suite, least, most, text));
    }

    /**
     * Returns one of some words.
     *
     * @param usual where none was given
     * @throws FormatException if it is none of the choices
     */
    public String oneOf(String name, String usual, List<String> choices) {
        String text = values.getOrDefault(name, usual);
        if (choices.contains(text)) {
            return text;
        }
        int last = choices.size() - 1;
        String words = last == 0
                ? choices.getFirst()
                : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
        throw new FormatException(
                "the option %s of the suite %s must be %s, not %s".formatted(name, suite, words, text));
    }

    /**
     * Returns whether a value is "yes".
     *
     * @param usual where none was given
     * @throws FormatException if it is neither that nor "no"
     */
    public boolean flag(String name, boolean usual) {
        return oneOf(name, usual ? YES : NO, List.of(YES, NO)).equals(YES);
    }
}
