package org.menura.world.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.python.Python;

/** Makes right calls of possible answers. */
final class BfclOracle {
    private BfclOracle() {}

    /** Returns calls that the checker accepts, if there are any. */
    static List<ToolCall> calls(BfclTask task) {
        AstChecker checker = new AstChecker(task.functions(), task.group());
        Language language = Language.of(task.group());
        List<ToolCall> out = new ArrayList<>();
        for (Map<String, @Nullable Object> answer : task.answers()) {
            String name = answer.keySet().iterator().next();
            Map<String, @Nullable Object> function = task.functions().stream()
                    .filter(f -> name.equals(f.get("name")))
                    .findFirst()
                    .orElse(task.functions().getFirst());
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            if (answer.get(name) instanceof Map<?, ?> possible) {
                possible.forEach((argument, answers) ->
                        argument(checker, language, function, String.valueOf(argument), answers, arguments));
            }
            out.add(new ToolCall(null, String.valueOf(function.get("name")), arguments));
        }
        return out;
    }

    private static void argument(
            AstChecker checker,
            Language language,
            Map<String, @Nullable Object> function,
            String name,
            @Nullable Object answers,
            Map<String, @Nullable Object> arguments) {
        if (!(answers instanceof List<?> options)) {
            return;
        }
        Map<?, ?> property =
                map(map(map(function.get("parameters")).get("properties")).get(name));
        List<@Nullable Object> candidates = new ArrayList<>();
        for (Object option : options) {
            if (option == null && !options.contains("")) {
                candidates.add(null);
            } else if (option != null && !"".equals(option)) {
                for (Object value : List.of(unwrapped(option), option)) {
                    candidates.addAll(
                            language == Language.PYTHON ? List.of(value) : written(value, property, language));
                }
            }
        }
        for (Object value : candidates) {
            if (checker.argument(function, name, value, options).valid()) {
                arguments.put(name, value);
                return;
            }
        }
        List<?> required = map(function.get("parameters")).get("required") instanceof List<?> r ? r : List.of();
        if (!options.contains("") || required.contains(name)) {
            arguments.put(name, candidates.isEmpty() ? "" : candidates.getFirst());
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Returns a dictionary with the first possible value of each key in place of all of them; lists of such likewise. */
    private static Object unwrapped(@Nullable Object option) {
        return switch (option) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, values) -> {
                    Object first = values instanceof List<?> list ? firstOf(list) : values;
                    if (!"".equals(first) || !ValueChecker.mayBeLeftOut(values)) {
                        out.put(String.valueOf(key), first);
                    }
                });
                yield out;
            }
            case List<?> list
            when list.stream().anyMatch(Map.class::isInstance) ->
                list.stream().map(BfclOracle::unwrapped).toList();
            case null -> "";
            default -> option;
        };
    }

    private static @Nullable Object firstOf(List<? extends @Nullable Object> values) {
        for (Object value : values) {
            if (!"".equals(value)) {
                return value;
            }
        }
        return "";
    }

    /** Returns ways to write a value in a language. */
    private static List<Object> written(Object value, Map<?, ?> property, Language language) {
        String type = String.valueOf(property.get("type"));
        List<Object> out = new ArrayList<>();
        for (boolean quoted : new boolean[] {true, false}) {
            out.add(
                    language == Language.JAVA
                            ? java(
                                    value,
                                    type,
                                    String.valueOf(map(property.get("items")).get("type")),
                                    quoted)
                            : javaScript(value, quoted, true));
        }
        out.add(value instanceof String text ? text : Python.str(value));
        return out;
    }

    private static String java(Object value, String type, String items, boolean quoted) {
        if (value instanceof List<?> list) {
            String all = list.stream()
                    .map(v -> v == null ? "null" : java(v, items, "", quoted))
                    .collect(Collectors.joining(", "));
            return type.equals("ArrayList")
                    ? "new ArrayList<>(Arrays.asList(" + all + "))"
                    : "new Object[]{" + all + "}";
        }
        if (value instanceof Map<?, ?> map) {
            return "new HashMap<>() {{ "
                    + map.entrySet().stream()
                            .map(e -> "put(\"%s\", %s);"
                                    .formatted(e.getKey(), java(String.valueOf(e.getValue()), "", "", quoted)))
                            .collect(Collectors.joining(" "))
                    + " }}";
        }
        return switch (value) {
            case Boolean b -> b.toString();
            case Number n -> Python.str(n) + (type.equals("long") ? "L" : type.equals("float") ? "f" : "");
            default -> quoted && (type.isEmpty() || items.isEmpty()) ? "\"" + value + "\"" : value.toString();
        };
    }

    private static String javaScript(Object value, boolean quoted, boolean outermost) {
        return switch (value) {
            case List<?> list ->
                list.stream()
                        .map(v -> v == null ? "null" : javaScript(v, quoted, false))
                        .collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> e.getKey() + ": " + javaScript(String.valueOf(e.getValue()), quoted, false))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Boolean b -> b.toString();
            case Number n -> Python.str(n);
            default -> quoted && !outermost ? "\"" + value + "\"" : value.toString();
        };
    }

    /** Returns some call of a tool: what it requires, with the simplest values. */
    static ToolCall anyCall(ToolDefinition tool) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        tool.parameters()
                .path("required")
                .forEach(name -> arguments.put(
                        name.asText(),
                        simplest(tool.parameters().path("properties").path(name.asText()))));
        return new ToolCall(null, tool.name(), arguments);
    }

    private static Object simplest(JsonNode schema) {
        JsonNode option = schema.path("enum").path(0);
        return switch (schema.path("type").asText()) {
            case "integer" -> option.isMissingNode() ? (Object) 0L : option.longValue();
            case "number" -> option.isMissingNode() ? 0.0 : option.doubleValue();
            case "boolean" -> true;
            case "array" -> List.of();
            case "object" -> Map.of();
            default -> option.isMissingNode() ? "" : option.asText();
        };
    }
}
