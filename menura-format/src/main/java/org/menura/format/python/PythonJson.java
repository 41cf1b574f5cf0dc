package org.menura.format.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Writes JSON as Python's {@code json.dumps} does. */
public final class PythonJson {
    private static final int MAX_DEPTH = 200;

    private final boolean ascii;
    private final int indent;
    private final boolean sortKeys;
    private final StringBuilder out = new StringBuilder();

    private PythonJson(boolean ascii, int indent, boolean sortKeys) {
        this.ascii = ascii;
        this.indent = indent;
        this.sortKeys = sortKeys;
    }

    static String dumps(@Nullable Object value, boolean ascii, int indent, boolean sortKeys) {
        PythonJson json = new PythonJson(ascii, indent, sortKeys);
        json.write(value, 0);
        return json.out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException("A value is nested more than " + MAX_DEPTH + " levels deep.");
        }
        switch (value) {
            case String text -> quote(out, text, ascii);
            case PythonTuple tuple -> list(tuple.items(), depth);
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> dict(map, depth);
            case null, default -> out.append(scalar(value));
        }
    }

    private static String scalar(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean b -> b ? "true" : "false";
            case Double d -> real(d);
            case Float f -> real(f);
            case Integer i -> i.toString();
            case Long l -> l.toString();
            case BigInteger b -> b.toString();
            default ->
                throw new FormatException(
                        "A value of " + value.getClass().getSimpleName() + " can't be written as JSON.");
        };
    }

    /** Renders a float as {@code json.dumps} does, with {@code NaN} and {@code Infinity}. */
    public static String real(double value) {
        return Double.isNaN(value)
                ? "NaN"
                : Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : PythonRepr.real(value);
    }

    private void list(Collection<?> items, int depth) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        String separator = "[";
        for (Object item : items) {
            line(separator, depth + 1);
            write(item, depth + 1);
            separator = indent < 0 ? ", " : ",";
        }
        line("", depth);
        out.append(']');
    }

    private void dict(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = entry.getKey() instanceof String text ? text : scalar(entry.getKey());
            keys.add(key);
            texts.put(key, entry.getValue());
        }
        if (sortKeys) {
            keys.sort(PythonText::compare);
        }
        String separator = "{";
        for (String key : keys) {
            line(separator, depth + 1);
            quote(out, key, ascii);
            out.append(": ");
            write(texts.get(key), depth + 1);
            separator = indent < 0 ? ", " : ",";
        }
        line("", depth);
        out.append('}');
    }

    private void line(String before, int depth) {
        out.append(before);
        if (indent >= 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
    }

    /** Appends a text as a JSON string; other characters than ASCII as escapes if {@code ascii}. */
    public static void quote(StringBuilder out, String text, boolean ascii) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        PythonRepr.hex(out.append("\\u"), c, 4);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
