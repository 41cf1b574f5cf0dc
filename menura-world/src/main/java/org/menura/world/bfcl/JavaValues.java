package org.menura.world.bfcl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.PythonFloats;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Reads values that are written as Java, as the leaderboard's {@code java_type_converter} does; what it can't read stays text. */
final class JavaValues {
    private static final PythonRegex WHOLE = PythonRegex.compile("^-?\\d+$");
    private static final PythonRegex LONG = PythonRegex.compile("^-?\\d+[lL]$");
    private static final PythonRegex FLOAT = PythonRegex.compile("^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?[fF]$");
    private static final PythonRegex DOUBLE = PythonRegex.compile("^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$");
    private static final PythonRegex LIST_OF =
            PythonRegex.compile("new\\s+ArrayList<\\w*>\\(Arrays\\.asList\\((.+?)\\)\\)");
    private static final PythonRegex LIST_ADDED =
            PythonRegex.compile("new\\s+ArrayList<\\w*>\\(\\)\\s*\\{\\{\\s*(.+?)\\s*\\}\\}", PythonRegex.DOTALL);
    private static final PythonRegex ADD = PythonRegex.compile("add\\((.+?)\\)");
    private static final PythonRegex LIST_EMPTY = PythonRegex.compile("new\\s+ArrayList<\\w*>\\(\\)");
    private static final PythonRegex ARRAY = PythonRegex.compile("new\\s+\\w+\\[\\]\\s*\\{(.*?)\\}");
    private static final PythonRegex MAP_PUT = PythonRegex.compile(
            "new\\s+HashMap<.*?>\\s*\\(\\)\\s*\\{\\s*\\{?\\s*(.*?)\\s*\\}?\\s*\\}", PythonRegex.DOTALL);
    private static final PythonRegex PUT = PythonRegex.compile("put\\(\\\"(.*?)\\\",\\s*(.*?)\\)");
    private static final PythonRegex MAP_EMPTY = PythonRegex.compile("new\\s+HashMap<.*?>\\s*\\(\\)");

    private JavaValues() {}

    /**
     * Reads a value of a type.
     *
     * @param items type of the items of lists
     * @throws UnjudgedException if the type is none that the leaderboard reads
     */
    static Object read(String text, String type, @Nullable String items) {
        String of = items == null || items.isEmpty() ? null : items;
        return switch (type) {
            case "byte", "short", "integer" -> WHOLE.match(text) == null ? text : integer(text);
            case "long" -> LONG.match(text) == null ? text : integer(cut(text));
            case "float" -> FLOAT.match(text) == null ? text : real(cut(text));
            case "double" -> DOUBLE.match(text) == null ? text : real(text);
            case "boolean" -> text.equals("true") || text.equals("false") ? (Object) text.equals("true") : text;
            case "char", "String", "any" -> text;
            case "Array" -> array(text, of);
            case "ArrayList" -> list(text, of);
            case "HashMap" -> map(text);
            default -> throw new UnjudgedException("type %s of Java".formatted(type));
        };
    }

    /** Cuts off a suffix, and a line end after it, which Python's {@code $} looks past. */
    private static String cut(String text) {
        String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return line.substring(0, line.length() - 1);
    }

    private static Object integer(String text) {
        Number value = PythonValues.integer(text);
        if (value == null) {
            throw new UnjudgedException("the integer " + text);
        }
        return value;
    }

    private static Object real(String text) {
        return Objects.requireNonNull(PythonFloats.parse(text));
    }

    private static Object array(String text, @Nullable String items) {
        PythonMatch match = ARRAY.search(text);
        if (match == null) {
            return text;
        }
        List<Object> out = new ArrayList<>();
        for (String part : match.text(1).split(",", -1)) {
            String item = PythonText.strip(part);
            if (!item.isEmpty()) {
                out.add(items == null ? value(item) : read(item, items, null));
            }
        }
        return out;
    }

    private static Object list(String text, @Nullable String items) {
        Function<String, Object> reader = item -> items == null
                ? value(item)
                : items.equals("char") || items.equals("String") ? inner(item) : read(item, items, null);
        PythonMatch of = LIST_OF.search(text);
        if (of != null) {
            List<Object> out = new ArrayList<>();
            for (String part : of.text(1).split(",", -1)) {
                out.add(reader.apply(PythonText.strip(part)));
            }
            return out;
        }
        PythonMatch added = LIST_ADDED.search(text);
        if (added != null) {
            List<Object> out = new ArrayList<>();
            ADD.findAll(added.text(1)).forEach(m -> out.add(reader.apply(PythonText.strip(m.text(1)))));
            return out;
        }
        return LIST_EMPTY.search(text) == null ? text : List.of();
    }

    /** Returns what stands between quotes, whatever they are. */
    private static String inner(String quoted) {
        int length = PythonText.length(quoted);
        return length < 2 ? "" : PythonText.slice(quoted, 1, length - 1);
    }

    private static Object map(String text) {
        PythonMatch match = MAP_PUT.search(text);
        if (match == null) {
            return MAP_EMPTY.search(text) == null ? text : Map.of();
        }
        Map<String, Object> out = new LinkedHashMap<>();
        PUT.findAll(match.text(1)).forEach(m -> out.put(m.text(1), value(PythonText.strip(m.text(2)))));
        return out;
    }

    /** Reads a value of which no type is known. */
    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        if (text.startsWith("\"") && text.endsWith("\"")) {
            return inner(text);
        }
        if (LONG.match(text) != null) {
            return integer(cut(text));
        }
        if (FLOAT.match(text) != null) {
            return real(cut(text));
        }
        return PythonValues.numberOrText(text);
    }
}
