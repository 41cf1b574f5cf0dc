package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** The arguments that class filters of task families share, and what they do with them. */
final class FilterArguments {
    private static final Set<String> KNOWN = Set.of(
            "regex_pattern",
            "group_select",
            "fallback",
            "ignore_case",
            "ignore_punctuation",
            "regexes_to_ignore",
            "regex_pattern_to_value");
    private static final String DEFAULT_PATTERN = "#### (\\-?[0-9\\.\\,]+)";

    private final Map<String, @Nullable Object> arguments;
    private final List<PythonRegex> ignored = new ArrayList<>();

    FilterArguments(Map<String, @Nullable Object> arguments) {
        for (String name : arguments.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new FormatException(
                        "a filter of the task has the argument %s, which it does not take".formatted(name));
            }
        }
        this.arguments = arguments;
        if (arguments.get("regexes_to_ignore") instanceof List<?> regexes) {
            regexes.forEach(regex -> ignored.add(PythonRegex.compile(String.valueOf(regex))));
        }
    }

    PythonRegex regex() {
        return PythonRegex.compile(
                arguments.containsKey("regex_pattern")
                        ? String.valueOf(arguments.get("regex_pattern"))
                        : DEFAULT_PATTERN);
    }

    Object fallback() {
        Object fallback = arguments.get("fallback");
        return fallback == null ? "[invalid]" : fallback;
    }

    /** Returns patterns and what stands for them, in order. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (arguments.get("regex_pattern_to_value") instanceof Map<?, ?> map) {
            map.forEach((pattern, value) -> values.put(String.valueOf(pattern), Python.str(value)));
        }
        return values;
    }

    /** Takes away what is to be ignored. */
    String reduced(String text) {
        String reduced = text;
        for (PythonRegex regex : ignored) {
            reduced = regex.sub("", reduced);
        }
        if (Python.truth(arguments.get("ignore_case"))) {
            reduced = PythonCharacters.lower(reduced);
        }
        return Python.truth(arguments.get("ignore_punctuation"))
                ? PythonCharacters.withoutPunctuation(reduced)
                : reduced;
    }

    /** Returns the match that is to be selected, without white space around it; empty where there is none. */
    String match(PythonRegex regex, String text) {
        List<Object> matches = regex.found(text);
        if (matches.isEmpty()) {
            return "";
        }
        long select = arguments.get("group_select") instanceof Long n ? n : 0;
        if (select < -matches.size() || select >= matches.size()) {
            throw new FormatException(
                    "group_select is %d, but an answer has %d matches".formatted(select, matches.size()));
        }
        Object match = matches.get((int) (select < 0 ? select + matches.size() : select));
        if (match instanceof PythonTuple groups) {
            match = groups.items().stream()
                    .filter(Python::truth)
                    .findFirst()
                    .orElseThrow(() -> new FormatException("a match of an answer has no group that is filled"));
        }
        return PythonText.strip(String.valueOf(match));
    }
}
