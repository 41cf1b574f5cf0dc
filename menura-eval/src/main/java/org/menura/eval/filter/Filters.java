package org.menura.eval.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Makes filters by the names and arguments that task files give. */
public final class Filters {
    private static final Set<String> NAMES = Set.of(
            "custom",
            "decontaminate",
            "format_span",
            "lowercase",
            "majority_vote",
            "map",
            "multi_choice_regex",
            "regex",
            "regex_pos",
            "remove_whitespace",
            "take_first",
            "take_first_k",
            "uppercase");

    private Filters() {}

    /** Tells whether a filter of this name is known. */
    public static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /**
     * Makes a filter.
     *
     * @param name as in {@code function}
     * @param arguments all other fields of the filter, as YAML values; {@code filter_fn} of a custom one a {@link Filter}
     * @throws FormatException if it is not known, or its arguments are not what it takes
     */
    public static Filter of(String name, Map<String, ? extends @Nullable Object> arguments) {
        Arguments given = new Arguments(name, new HashMap<>(arguments));
        Filter filter = make(name, given);
        given.refuseRest();
        return filter;
    }

    private static Filter make(String name, Arguments given) {
        return switch (name) {
            case "take_first" -> SelectionFilters.FIRST;
            case "take_first_k" -> SelectionFilters.firstOf(given.integer("k", null));
            case "majority_vote" -> SelectionFilters.MAJORITY;
            case "lowercase" -> Responses.eachText(name, PythonCharacters::lower);
            case "uppercase" -> Responses.eachText(name, PythonCharacters::upper);
            case "remove_whitespace" -> Responses.eachText(name, PythonText::strip);
            case "map" -> {
                Map<@Nullable Object, @Nullable Object> mapping = given.mapping("mapping_dict");
                Object other = given.take("default_value");
                yield Responses.each(name, response -> mapping.containsKey(response) ? mapping.get(response) : other);
            }
            case "regex" ->
                new RegexFilter(
                                given.text("regex_pattern", RegexFilter.DEFAULT_PATTERN),
                                given.integer("group_select", 0),
                                given.take("fallback", RegexFilter.DEFAULT_FALLBACK))
                        .filter();
            case "multi_choice_regex" ->
                new ChoiceRegexFilter(
                        given.text("regex_pattern", RegexFilter.DEFAULT_PATTERN),
                        given.integer("group_select", 0),
                        given.take("fallback", RegexFilter.DEFAULT_FALLBACK),
                        Python.truth(given.take("ignore_case")),
                        Python.truth(given.take("ignore_punctuation")),
                        given.texts("regexes_to_ignore"));
            case "regex_pos" -> {
                given.take("regex_pattern");
                given.take("group_select");
                Object fallback = given.take("fallback");
                yield TagFilters.partsOfSpeech(fallback == null ? new ArrayList<>(List.of("invalid")) : fallback);
            }
            case "format_span" -> TagFilters.spans();
            case "custom" -> {
                if (given.take("filter_fn") instanceof Filter own) {
                    yield own;
                }
                throw new FormatException("The filter custom needs a function as filter_fn.");
            }
            case "decontaminate" ->
                throw new FormatException("The filter decontaminate does nothing in"
                        + " lm-evaluation-harness 0.4.13; take it out of the task.");
            default ->
                throw new FormatException("The filter %s is not known; known are %s."
                        .formatted(
                                name, String.join(", ", NAMES.stream().sorted().toList())));
        };
    }

    /** The arguments of a filter, each of which must be asked for. */
    private record Arguments(String filter, Map<String, @Nullable Object> values) {
        @Nullable
        Object take(String key) {
            return values.remove(key);
        }

        @Nullable
        Object take(String key, Object absent) {
            return values.containsKey(key) ? values.remove(key) : absent;
        }

        String text(String key, String absent) {
            if (take(key, absent) instanceof String text) {
                return text;
            }
            throw wrong(key, "a text");
        }

        int integer(String key, @Nullable Integer absent) {
            Object value = values.containsKey(key) ? take(key) : absent;
            return switch (value) {
                case Integer i -> i;
                case Long l when l == l.intValue() -> l.intValue();
                case null, default -> throw wrong(key, "an integer");
            };
        }

        Map<@Nullable Object, @Nullable Object> mapping(String key) {
            Map<@Nullable Object, @Nullable Object> mapping = new HashMap<>();
            switch (take(key)) {
                case null -> {}
                case Map<?, ?> map -> mapping.putAll(map);
                default -> throw wrong(key, "a mapping");
            }
            return mapping;
        }

        List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            switch (take(key)) {
                case null -> {}
                case List<?> list -> {
                    for (Object item : list) {
                        if (!(item instanceof String text)) {
                            throw wrong(key, "a list of texts");
                        }
                        texts.add(text);
                    }
                }
                default -> throw wrong(key, "a list of texts");
            }
            return texts;
        }

        void refuseRest() {
            Set<String> rest = new HashSet<>(values.keySet());
            if (!rest.isEmpty()) {
                throw new FormatException("The filter %s has no argument %s."
                        .formatted(
                                filter, String.join(", ", rest.stream().sorted().toList())));
            }
        }

        private FormatException wrong(String key, String wanted) {
            return new FormatException("The filter %s needs %s as %s.".formatted(filter, wanted, key));
        }
    }
}
