package org.menura.world.bfcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;

/**
 * Compares a value with possible answers, as the leaderboard does. Texts are alike without blanks, {@code ,./-_*^} and case;
 * an empty text among the answers means that the value may be left out.
 */
final class ValueChecker {
    private static final String LEFT_OUT = " ,./-_*^";

    private ValueChecker() {}

    /**
     * What the check of a type says.
     *
     * @param isVariable whether the answers are of another type than the function's description: names of variables, mostly,
     *     which are compared as they stand
     */
    record Typed(Verdict verdict, boolean isVariable) {}

    /** Checks that a value has the type that the function asks for, or that of the answers. */
    static Typed type(
            String name,
            @Nullable Object value,
            List<? extends @Nullable Object> answers,
            String type,
            Kind expected,
            @Nullable Kind items) {
        Kind given = Kind.of(value);
        Kind answered = kind(answers);
        boolean isVariable = answered != null && answered != expected;
        if (given == expected) {
            if (items == null) {
                return new Typed(Verdict.VALID, isVariable);
            }
            for (Object answer : answers) {
                if (fits(name, list(value), answer, items)) {
                    return new Typed(Verdict.VALID, isVariable);
                }
            }
            Verdict nested = Verdict.wrong(
                    "type_error:nested",
                    "the items of %s are not of type %s: %s".formatted(name, items, Python.repr(value)));
            if (given == answered) {
                return new Typed(nested, true);
            }
        } else if (given == answered) {
            return new Typed(Verdict.VALID, true);
        }
        return new Typed(
                Verdict.wrong(
                        "type_error:simple",
                        "%s is of type %s, not %s: %s".formatted(name, type, given, Python.repr(value))),
                false);
    }

    private static boolean fits(String name, List<?> values, @Nullable Object answer, Kind items) {
        if (!(answer instanceof List<?> possible)) {
            return true;
        }
        for (Object value : values) {
            if (!type(name, value, possible, items.name(), items, null).verdict.valid()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the type of the first answer that is not empty; null if there is none. */
    private static @Nullable Kind kind(List<? extends @Nullable Object> answers) {
        for (Object answer : answers) {
            if (!"".equals(answer)) {
                return Kind.of(answer);
            }
        }
        return null;
    }

    /** Returns a text as texts are compared. */
    static String standard(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().filter(c -> LEFT_OUT.indexOf(c) < 0).forEach(c -> out.append((char) c));
        return out.toString().toLowerCase(Locale.ROOT).replace('\'', '"');
    }

    private static @Nullable Object standardized(@Nullable Object value) {
        return value instanceof String text ? standard(text) : value;
    }

    private static List<@Nullable Object> standardized(List<? extends @Nullable Object> values) {
        List<@Nullable Object> out = new ArrayList<>();
        values.forEach(v -> out.add(standardized(v)));
        return out;
    }

    static Verdict text(String name, String value, List<? extends @Nullable Object> answers) {
        boolean found = answers.stream()
                .anyMatch(a -> a instanceof String text && standard(text).equals(standard(value)));
        return found ? Verdict.VALID : value("value_error:string", name, value, answers);
    }

    static Verdict list(String name, List<? extends @Nullable Object> value, List<? extends @Nullable Object> answers) {
        List<@Nullable Object> given = standardized(value);
        List<@Nullable Object> possible = new ArrayList<>();
        answers.forEach(a -> possible.add(standardized(sequence(a))));
        return PythonValues.holds(possible, given)
                ? Verdict.VALID
                : value("value_error:list/tuple", name, value, answers);
    }

    static Verdict dict(String name, Map<?, ?> value, List<? extends @Nullable Object> answers) {
        Verdict last = Verdict.wrong("dict_checker:unclear", "no answer for %s is a dictionary".formatted(name));
        for (Object answer : answers) {
            if ("".equals(answer)) {
                continue;
            }
            if (!(answer instanceof Map<?, ?> possible)) {
                throw new UnjudgedException("an answer for %s that is no dictionary".formatted(name));
            }
            Verdict of = dict(value, possible);
            if (of.valid()) {
                return of;
            }
            last = of;
        }
        return last;
    }

    private static Verdict dict(Map<?, ?> value, Map<?, ?> possible) {
        Verdict wrong = null;
        for (Map.Entry<?, ?> entry : value.entrySet()) {
            if (!possible.containsKey(entry.getKey())) {
                wrong = Verdict.wrong("value_error:dict_key", "there is no key %s".formatted(entry.getKey()));
                break;
            }
            List<@Nullable Object> options = standardized(sequence(possible.get(entry.getKey())));
            if (!PythonValues.holds(options, standardized(entry.getValue()))) {
                wrong = value("value_error:dict_value", String.valueOf(entry.getKey()), entry.getValue(), options);
                break;
            }
        }
        for (Map.Entry<?, ?> entry : possible.entrySet()) {
            if (!value.containsKey(entry.getKey()) && !mayBeLeftOut(entry.getValue())) {
                return Verdict.wrong("value_error:dict_key", "the key %s is missing".formatted(entry.getKey()));
            }
        }
        return wrong == null ? Verdict.VALID : wrong;
    }

    static Verdict dicts(String name, List<?> values, List<? extends @Nullable Object> answers) {
        Verdict last = Verdict.wrong("list_dict_checker:unclear", "there is no answer for %s".formatted(name));
        for (Object answer : answers) {
            List<?> possible = sequence(answer);
            if (values.size() != possible.size()) {
                last = Verdict.wrong(
                        "value_error:list_dict_count",
                        "%s has %d dictionaries, not %d".formatted(name, possible.size(), values.size()));
                continue;
            }
            Verdict all = Verdict.VALID;
            for (int i = 0; i < values.size() && all.valid(); i++) {
                if (!(values.get(i) instanceof Map<?, ?> value)) {
                    throw new UnjudgedException("an item of %s that is no dictionary".formatted(name));
                }
                List<@Nullable Object> one = new ArrayList<>();
                one.add(possible.get(i));
                all = dict(name, value, one);
            }
            if (all.valid()) {
                return all;
            }
            last = all;
        }
        return last;
    }

    static boolean mayBeLeftOut(@Nullable Object answers) {
        return switch (answers) {
            case List<?> list -> list.contains("");
            case String _ -> true;
            case Map<?, ?> map -> map.containsKey("");
            case null, default -> throw new UnjudgedException("answers that are no list");
        };
    }

    /** Returns what Python's indices run over: items, or characters. */
    private static List<? extends @Nullable Object> sequence(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list;
            case String text -> text.codePoints().mapToObj(Character::toString).toList();
            case Map<?, ?> map when map.isEmpty() -> List.of();
            case null, default -> throw new UnjudgedException("answers that are no list");
        };
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static Verdict value(String error, String name, @Nullable Object value, List<? extends @Nullable Object> answers) {
        return Verdict.wrong(
                error, "%s is one of %s, not %s".formatted(name, Python.repr(answers), Python.repr(value)));
    }
}
