package org.menura.world.bfcl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.PythonFloats;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Reads values that are written as JavaScript, as the leaderboard's {@code js_type_converter} does; what it can't read stays text. */
final class JavaScriptValues {
    private static final PythonRegex WHOLE = PythonRegex.compile("^-?\\d+$");
    private static final PythonRegex BIG = PythonRegex.compile("^-?\\d+n$");
    private static final PythonRegex REAL = PythonRegex.compile("^-?\\d+(\\.\\d+)?$");
    private static final PythonRegex TABLE = PythonRegex.compile(
            "\\[\\s*\\[.*?\\]\\s*(,\\s*\\[.*?\\]\\s*)*\\]|\\bnew\\s+Array\\(\\s*\\[.*?\\]\\s*(,\\s*\\[.*?\\]\\s*)*\\)");
    private static final PythonRegex INNER = PythonRegex.compile("\\[(.*?)\\]");
    private static final PythonRegex ARRAY = PythonRegex.compile("\\[(.*?)\\]|\\bnew\\s+Array\\((.*?)\\)");
    private static final PythonRegex OBJECT = PythonRegex.compile("\\{(.*?)\\}");
    private static final PythonRegex PAIR = PythonRegex.compile("([^:]+):\\s*(.*?)(?:,\\s*(?=[^,]+:)|$)");

    private JavaScriptValues() {}

    /**
     * Reads a value of a type.
     *
     * @param items type of the items of arrays
     * @throws UnjudgedException if the type is none that the leaderboard reads
     */
    static Object read(String text, String type, @Nullable String items) {
        String of = items == null || items.isEmpty() ? null : items;
        return switch (type) {
            case "String" -> isQuoted(text) ? inner(text) : text;
            case "integer" -> WHOLE.match(text) == null ? text : integer(text);
            case "float" -> REAL.match(text) == null ? text : Objects.requireNonNull(PythonFloats.parse(text));
            // Of a number that a line end follows, the leaderboard cuts off the line end in place of the n.
            case "Bigint" -> BIG.match(text) == null ? text : integer(text.substring(0, text.length() - 1));
            case "Boolean" -> text.equals("true") || text.equals("false") ? (Object) text.equals("true") : text;
            case "dict" -> object(PythonText.strip(text));
            case "array" -> array(PythonText.strip(text), of);
            case "any" -> text;
            default -> throw new UnjudgedException("type %s of JavaScript".formatted(type));
        };
    }

    private static Object integer(String text) {
        Number value = PythonValues.integer(text);
        if (value == null) {
            throw new UnjudgedException("the integer " + text);
        }
        return value;
    }

    private static boolean isQuoted(String text) {
        return text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'");
    }

    private static String inner(String quoted) {
        int length = PythonText.length(quoted);
        return length < 2 ? "" : PythonText.slice(quoted, 1, length - 1);
    }

    private static Object array(String code, @Nullable String items) {
        PythonMatch table = TABLE.match(code);
        if (table != null) {
            return table(table.text(0));
        }
        PythonMatch match = ARRAY.match(code);
        if (match == null) {
            return code;
        }
        String inside = PythonText.strip(
                Objects.requireNonNullElse(match.group(1) == null ? match.group(2) : match.group(1), ""));
        List<Object> out = new ArrayList<>();
        if (inside.isEmpty()) {
            return out;
        }
        try {
            for (String part : inside.split(",", -1)) {
                String item = PythonText.strip(part);
                boolean string = item.startsWith("'") || item.startsWith("\"");
                out.add(items == null ? value(item) : read(item, items, string ? "String" : null));
            }
        } catch (UnjudgedException _) {
            return code;
        }
        return out;
    }

    private static List<Object> table(String text) {
        List<Object> rows = new ArrayList<>();
        for (PythonMatch row : INNER.findAll(text)) {
            String inside = PythonText.strip(row.text(1));
            if (rows.isEmpty() && inside.startsWith("[")) {
                inside = inside.substring(1);
            }
            List<Object> values = new ArrayList<>();
            for (String item : inside.split(",", -1)) {
                values.add(value(PythonText.strip(item)));
            }
            rows.add(values);
        }
        return rows;
    }

    private static Object object(String code) {
        if (code.equals("{}")) {
            return Map.of();
        }
        PythonMatch match = OBJECT.match(code);
        if (match == null) {
            return code;
        }
        Map<String, Object> out = new LinkedHashMap<>();
        for (PythonMatch pair : PAIR.findAll(match.text(1))) {
            String key = PythonText.strip(PythonText.strip(pair.text(1)), "'\"", true, true);
            String text = PythonText.strip(pair.text(2));
            if (text.startsWith("[") && text.endsWith("]")) {
                out.put(key, array(text, null));
            } else if (text.startsWith("{") && text.endsWith("}")) {
                out.put(key, object(text));
            } else {
                out.put(key, value(PythonText.strip(text, "'\"", true, true)));
            }
        }
        return out;
    }

    /** Reads a value of which no type is known. */
    private static Object value(String given) {
        String text = PythonText.strip(given);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        return isQuoted(text) ? inner(text) : PythonValues.numberOrText(text);
    }
}
