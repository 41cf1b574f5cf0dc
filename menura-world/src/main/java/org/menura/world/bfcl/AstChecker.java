package org.menura.world.bfcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Judges calls by possible answers, as the leaderboard's checker of abstract syntax trees does (Patil et al., "The Berkeley
 * Function Calling Leaderboard", ICML 2025): which function, which arguments, of which type and value.
 */
public final class AstChecker {
    /**
     * A call of a function.
     *
     * @param arguments JSON values by name
     */
    public record Call(String name, Map<String, @Nullable Object> arguments) {}

    private final List<Map<String, @Nullable Object>> functions;
    private final Language language;
    private final String category;

    /**
     * Prepares checks.
     *
     * @param functions descriptions as the task gives them: {@code name}, {@code parameters}
     * @param category of the task, which says how calls and answers belong together
     */
    public AstChecker(List<Map<String, @Nullable Object>> functions, String category) {
        this.functions = functions;
        this.language = Language.of(category);
        this.category = category;
    }

    /**
     * Checks calls.
     *
     * @param answers the possible answers, each a function's name with lists of possible values by argument
     */
    public Verdict check(List<Call> calls, List<? extends Map<String, @Nullable Object>> answers) {
        List<Call> plain = calls.stream()
                .map(c -> new Call(c.name, dict(PythonValues.plain(c.arguments), "arguments")))
                .toList();
        try {
            if (category.contains("parallel")) {
                return inAnyOrder(plain, answers);
            }
            if (category.contains("multiple")) {
                return plain.size() == answers.size()
                        ? call(described(name(answers.getFirst())), plain.getFirst(), answers.getFirst())
                        : count("multiple_function_checker", answers.size(), plain.size());
            }
            return plain.size() == 1
                    ? call(functions.getFirst(), plain.getFirst(), answers.getFirst())
                    : count("simple_function_checker", 1, plain.size());
        } catch (UnjudgedException | FormatException e) {
            return Verdict.wrong("unjudged", "it can't be judged: " + e.getMessage());
        }
    }

    private static Verdict count(String checker, int expected, int given) {
        return Verdict.wrong(checker + ":wrong_count", "there are %d calls, not %d".formatted(given, expected));
    }

    private static String name(Map<String, ?> answer) {
        return answer.keySet().iterator().next();
    }

    private Map<String, @Nullable Object> described(String name) {
        return functions.stream()
                .filter(f -> name.equals(f.get("name")))
                .findFirst()
                .orElseThrow(() -> new UnjudgedException("no function is described as " + name));
    }

    /** Gives each answer in turn the first call that fits it and is not given to one before. */
    private Verdict inAnyOrder(List<Call> calls, List<? extends Map<String, @Nullable Object>> answers) {
        if (calls.size() != answers.size()) {
            return count("parallel_function_checker_no_order", answers.size(), calls.size());
        }
        List<Call> left = new ArrayList<>(calls);
        for (Map<String, @Nullable Object> answer : answers) {
            Map<String, @Nullable Object> function = described(name(answer));
            Verdict last = Verdict.VALID;
            int fits = -1;
            for (int i = 0; i < left.size() && fits < 0; i++) {
                last = call(function, left.get(i), answer);
                fits = last.valid() ? i : -1;
            }
            if (fits < 0) {
                return Verdict.wrong(
                        "parallel_function_checker_no_order:cannot_find_match",
                        "no call fits the answer %s: %s".formatted(name(answer), last.message()));
            }
            left.remove(fits);
        }
        return Verdict.VALID;
    }

    private Verdict call(Map<String, @Nullable Object> function, Call call, Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> parameters = dict(function.get("parameters"), "parameters");
        Map<String, @Nullable Object> properties = dict(parameters.get("properties"), "properties");
        Map<String, @Nullable Object> possible = dict(answer.values().iterator().next(), "the answer");
        if (!call.name.equals(function.get("name"))) {
            return Verdict.wrong(
                    "simple_function_checker:wrong_func_name",
                    "the function is %s, not %s".formatted(function.get("name"), call.name));
        }
        if (parameters.get("required") instanceof List<?> required) {
            for (Object name : required) {
                if (!call.arguments.containsKey(String.valueOf(name))) {
                    return Verdict.wrong("simple_function_checker:missing_required", "%s is missing".formatted(name));
                }
            }
        }
        for (Map.Entry<String, @Nullable Object> argument : call.arguments.entrySet()) {
            String name = argument.getKey();
            if (!properties.containsKey(name) || !possible.containsKey(name)) {
                return Verdict.wrong(
                        "simple_function_checker:unexpected_param", "there is no argument %s".formatted(name));
            }
            if (!(possible.get(name) instanceof List<?> answers)) {
                throw new UnjudgedException("the answers for %s are no list".formatted(name));
            }
            Verdict verdict = value(name, argument.getValue(), dict(properties.get(name), name), answers);
            if (!verdict.valid()) {
                return verdict;
            }
        }
        for (Map.Entry<String, @Nullable Object> expected : possible.entrySet()) {
            if (!call.arguments.containsKey(expected.getKey()) && !ValueChecker.mayBeLeftOut(expected.getValue())) {
                return Verdict.wrong(
                        "simple_function_checker:missing_optional", "%s is missing".formatted(expected.getKey()));
            }
        }
        return Verdict.VALID;
    }

    /** Checks one argument of a call of a function. */
    Verdict argument(Map<String, @Nullable Object> function, String name, @Nullable Object value, List<?> answers) {
        try {
            Map<String, @Nullable Object> properties =
                    dict(dict(function.get("parameters"), "parameters").get("properties"), "properties");
            return value(name, PythonValues.plain(value), dict(properties.get(name), name), answers);
        } catch (UnjudgedException | FormatException e) {
            return Verdict.wrong("unjudged", "it can't be judged: " + e.getMessage());
        }
    }

    private Verdict value(
            String name, @Nullable Object given, Map<String, @Nullable Object> property, List<?> answers) {
        String type = String.valueOf(property.get("type"));
        Kind expected = Kind.named(type, language);
        boolean hasItems = switch (language) {
            case PYTHON -> type.equals("array") || type.equals("tuple");
            case JAVA -> type.equals("Array") || type.equals("ArrayList");
            case JAVASCRIPT -> type.equals("array");
        };
        String of = null;
        if (hasItems) {
            of = String.valueOf(dict(property.get("items"), "items of " + name).get("type"));
        }
        Object value = given;
        if (language != Language.PYTHON) {
            if (!(given instanceof String text)) {
                return Verdict.wrong(
                        language == Language.JAVA ? "type_error:java" : "type_error:js",
                        "%s is a text in the notation of its language, not of type %s".formatted(name, Kind.of(given)));
            }
            Kind items = of == null ? null : Kind.named(of, language);
            value = language == Language.JAVA ? JavaValues.read(text, type, of) : JavaScriptValues.read(text, type, of);
            return compared(name, value, type, expected, items, answers);
        }
        if (type.equals("float") && Kind.of(given) == Kind.INT && given instanceof Number number) {
            value = number.doubleValue();
        }
        return compared(name, value, type, expected, of == null ? null : Kind.named(of, language), answers);
    }

    private static Verdict compared(
            String name, @Nullable Object value, String type, Kind expected, @Nullable Kind items, List<?> answers) {
        ValueChecker.Typed typed = ValueChecker.type(name, value, answers, type, expected, items);
        if (!typed.verdict().valid()) {
            return typed.verdict();
        }
        if (!typed.isVariable()) {
            if (expected == Kind.DICT && value instanceof Map<?, ?> map) {
                return ValueChecker.dict(name, map, answers);
            }
            if (expected == Kind.STR && value instanceof String text) {
                return ValueChecker.text(name, text, answers);
            }
            if (expected == Kind.LIST && value instanceof List<?> list) {
                return items == Kind.DICT
                        ? ValueChecker.dicts(name, list, answers)
                        : ValueChecker.list(name, list, answers);
            }
        }
        return PythonValues.holds(answers, value)
                ? Verdict.VALID
                : ValueChecker.value("value_error:others", name, value, answers);
    }

    /** Returns a JSON object of a task. */
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> dict(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new UnjudgedException("%s: no object".formatted(what));
    }
}
