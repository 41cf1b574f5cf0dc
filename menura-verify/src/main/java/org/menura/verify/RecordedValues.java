package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** Python values in JSON, in which floats are texts as {@code repr} writes them, and how others differ from them. */
final class RecordedValues {
    private static final int SHOWN = 120;

    private RecordedValues() {}

    /** Reads a recorded value. */
    static @Nullable Object of(JsonNode node) {
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(item -> list.add(of(item)));
            return list;
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
            return map;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
        if (node.isNumber()) {
            return Python.repr(node.doubleValue());
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.asText();
    }

    /** Describes the first difference of a value from what was recorded; null where there is none. */
    static @Nullable String difference(String path, JsonNode recorded, @Nullable Object made) {
        return difference(path, of(recorded), plain(made));
    }

    private static @Nullable String difference(String path, @Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b) {
            Set<Object> keys = new LinkedHashSet<>(a.keySet());
            keys.addAll(b.keySet());
            for (Object key : keys) {
                String inside = path + "." + key;
                if (!a.containsKey(key) || !b.containsKey(key)) {
                    return inside + (a.containsKey(key) ? " is missing" : " is not among what was recorded");
                }
                String difference = difference(inside, a.get(key), b.get(key));
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        if (expected instanceof List<?> a && actual instanceof List<?> b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                String difference = difference("%s[%d]".formatted(path, i), a.get(i), b.get(i));
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        return Objects.equals(expected, actual)
                ? null
                : "%s is %s instead of %s".formatted(path, shown(actual, expected), shown(expected, actual));
    }

    /** Shows a value from shortly before the place where it differs from another. */
    private static String shown(@Nullable Object value, @Nullable Object other) {
        String text = Python.repr(value);
        String against = Python.repr(other);
        int same = 0;
        while (same < Math.min(text.length(), against.length()) && text.charAt(same) == against.charAt(same)) {
            same++;
        }
        int from = Math.max(0, same - SHOWN / 2);
        String part = text.substring(from, Math.min(text.length(), from + SHOWN));
        return (from > 0 ? "…" : "") + part + (from + SHOWN < text.length() ? "…" : "");
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Double d -> Python.repr(d);
            case Float f -> Python.repr(f.doubleValue());
            case Integer i -> i.longValue();
            case PythonTuple tuple -> plain(tuple.items());
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(plain(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(String.valueOf(key), plain(item)));
                yield out;
            }
            case null, default -> value;
        };
    }
}
