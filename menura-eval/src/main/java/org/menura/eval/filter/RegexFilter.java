package org.menura.eval.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Takes a match of a regular expression out of a response. */
final class RegexFilter {
    static final String DEFAULT_PATTERN = "#### (\\-?[0-9\\.\\,]+)";
    static final String DEFAULT_FALLBACK = "[invalid]";

    private final PythonRegex regex;
    private final int which;
    private final @Nullable Object fallback;

    /**
     * Creates a filter.
     *
     * @param which the number of the match among all; counted from the end if negative
     * @param fallback the response where there is no match
     */
    RegexFilter(String pattern, int which, @Nullable Object fallback) {
        this.regex = PythonRegex.compile(pattern);
        this.which = which;
        this.fallback = fallback;
    }

    Filter filter() {
        return Responses.each("regex", response -> {
            Object found = found(regex, response instanceof String text ? text : "", which);
            return switch (found) {
                case null -> fallback;
                case PythonTuple groups -> {
                    String first = firstFilled(groups);
                    yield first != null ? PythonText.strip(first) : stripped(fallback);
                }
                default -> PythonText.strip((String) found);
            };
        });
    }

    private static Object stripped(@Nullable Object fallback) {
        if (fallback instanceof String text) {
            return PythonText.strip(text);
        }
        throw new FormatException("The filter regex matched empty groups only, and its fallback is no text.");
    }

    /** A match: a text or the tuple of its groups; null where nothing matches. */
    static @Nullable Object found(PythonRegex regex, String text, int which) {
        List<Object> all = regex.found(text);
        if (all.isEmpty()) {
            return null;
        }
        int index = which < 0 ? all.size() + which : which;
        if (index < 0 || index >= all.size()) {
            throw new FormatException("The filter regex should take match %d of '%s', but a response has only %d."
                    .formatted(which, regex, all.size()));
        }
        return all.get(index);
    }

    static @Nullable String firstFilled(PythonTuple groups) {
        for (Object group : groups.items()) {
            if (group instanceof String text && !text.isEmpty()) {
                return text;
            }
        }
        return null;
    }
}
