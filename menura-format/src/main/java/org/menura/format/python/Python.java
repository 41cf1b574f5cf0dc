package org.menura.format.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's built-in functions over Java values: null is {@code None}; {@code Boolean}, {@code Integer}, {@code Long},
 * {@code BigInteger}, {@code Double}, {@code String}; {@code List} is a list, {@link PythonTuple} a tuple, {@code Map} a
 * dict (in its order), {@code Set} a set.
 */
public final class Python {
    private Python() {}

    /** Renders a value as {@code repr} does. */
    public static String repr(@Nullable Object value) {
        return PythonRepr.of(value);
    }

    /** Renders a value as {@code str} does: a text as it is, all else by {@code repr}. */
    public static String str(@Nullable Object value) {
        return value instanceof String text ? text : PythonRepr.of(value);
    }

    /** Renders a float as {@code repr} does: the shortest digits that are read as the same double. */
    public static String repr(double value) {
        return PythonRepr.real(value);
    }

    /** Writes JSON as {@code json.dumps(value)} does, other characters than ASCII as escapes if {@code ensureAscii}. */
    public static String jsonDumps(@Nullable Object value, boolean ensureAscii) {
        return PythonJson.dumps(value, ensureAscii, -1, false);
    }

    /**
     * Writes JSON as {@code json.dumps(value, ensure_ascii=…, indent=…, sort_keys=…)} does.
     *
     * @param indent blanks per level; negative for all in one line
     */
    public static String jsonDumps(@Nullable Object value, boolean ensureAscii, int indent, boolean sortKeys) {
        return PythonJson.dumps(value, ensureAscii, indent, sortKeys);
    }

    /**
     * Reads a literal as {@code ast.literal_eval} does.
     *
     * @throws org.menura.format.FormatException if the text is none
     */
    public static @Nullable Object literalEval(String text) {
        return PythonLiteralReader.read(text);
    }

    /** Counts code points, as {@code len} of a text does. */
    public static int len(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether a value counts as true. */
    public static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean b -> b;
            case Number n -> n.doubleValue() != 0;
            case String s -> !s.isEmpty();
            case java.util.Collection<?> c -> !c.isEmpty();
            case java.util.Map<?, ?> m -> !m.isEmpty();
            case PythonTuple t -> t.size() > 0;
            default -> true;
        };
    }

    /** Turns JSON into values as {@code json.loads} does. */
    public static @Nullable Object fromJson(JsonNode node) {
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(fromJson(item)));
            return list;
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> dict = new LinkedHashMap<>();
            node.properties().forEach(field -> dict.put(field.getKey(), fromJson(field.getValue())));
            return dict;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
        return switch (node.getNodeType()) {
            case NUMBER -> node.doubleValue();
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            default -> null;
        };
    }
}
