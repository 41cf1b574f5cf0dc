package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonJson;

/** Python's {@code json.dumps}, as the filter {@code tojson} uses it. */
final class TemplateJson {
    private final Budget budget;
    private final boolean ascii;
    private final boolean sortKeys;
    private final @Nullable String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final StringBuilder out = new StringBuilder();

    private TemplateJson(BoundArguments arguments, Budget budget) {
        this.budget = budget;
        this.ascii = arguments.truth(0, false);
        this.indent = indent(arguments.get(1));
        this.sortKeys = arguments.truth(3, false);
        List<Object> separators = Values.sequence(arguments.get(2));
        if (arguments.get(2) == None.NONE) {
            this.itemSeparator = indent == null ? ", " : ",";
            this.keySeparator = ": ";
        } else if (separators != null
                && separators.size() == 2
                && separators.get(0) instanceof String item
                && separators.get(1) instanceof String key) {
            this.itemSeparator = item;
            this.keySeparator = key;
        } else {
            throw new TemplateException("The separators of tojson must be two strings");
        }
    }

    /** {@code arguments} are ensure_ascii, indent, separators, sort_keys. */
    static String dumps(Object value, BoundArguments arguments, Budget budget) {
        TemplateJson json = new TemplateJson(arguments, budget);
        json.write(value, 0);
        budget.characters(json.out.length());
        return json.out.toString();
    }

    /**
     * Jinja2's own {@code tojson}: keys sorted, ASCII, and what HTML gives a meaning escaped. Its only argument is the
     * indent, which comes first.
     */
    static Object escaped(Object value, BoundArguments arguments, Budget budget) {
        Object indent = arguments.has(1) ? arguments.get(1) : arguments.get(0);
        String text = dumps(
                value,
                Signature.of("ensure_ascii?", "indent?", "separators?", "sort_keys?")
                        .bind("tojson", new Arguments(List.of(true, indent, None.NONE, true), Map.of())),
                budget);
        return new Markup(text.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027"));
    }

    private static @Nullable String indent(Object value) {
        if (value == None.NONE) {
            return null;
        }
        if (PythonNumbers.isInteger(value)) {
            return " ".repeat(Math.clamp(PythonNumbers.clamp(value), 0, 1000));
        }
        String text = Text.of(value);
        if (text == null) {
            throw new TemplateException("The indent of tojson must be an integer or a string");
        }
        return text;
    }

    private void write(Object value, int level) {
        budget.enter();
        if (out.length() > budget.outputLimit()) {
            budget.characters(out.length());
        }
        String text = Text.of(value);
        List<Object> items = value instanceof Range ? null : Values.sequence(value);
        if (text != null) {
            PythonJson.quote(out, text, ascii);
        } else if (items != null) {
            list(items, level);
        } else if (value instanceof Dict dict) {
            dict(dict, level);
        } else {
            out.append(scalar(value, "A value of type " + Values.typeName(value) + " cannot be written as JSON"));
        }
        budget.leave();
    }

    private static String scalar(Object value, String failure) {
        return switch (value) {
            case None n -> "null";
            case Boolean b -> b ? "true" : "false";
            case Double d -> PythonJson.real(d);
            default -> {
                if (!PythonNumbers.isInteger(value)) {
                    throw new TemplateException(failure);
                }
                yield value.toString();
            }
        };
    }

    private void list(List<Object> items, int level) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            newline(level + 1);
            write(item, level + 1);
            separator = itemSeparator;
        }
        newline(level);
        out.append(']');
    }

    private void dict(Dict dict, int level) {
        if (dict.size() == 0) {
            out.append("{}");
            return;
        }
        out.append('{');
        String separator = "";
        for (Object key : keys(dict)) {
            out.append(separator);
            newline(level + 1);
            String text = Text.of(key);
            PythonJson.quote(
                    out,
                    text != null ? text : scalar(key, "A key of type " + Values.typeName(key) + " cannot be JSON"),
                    ascii);
            out.append(keySeparator);
            Object value = dict.get(key);
            write(value == null ? None.NONE : value, level + 1);
            separator = itemSeparator;
        }
        newline(level);
        out.append('}');
    }

    private List<Object> keys(Dict dict) {
        List<Object> keys = dict.keys();
        return sortKeys ? Comparison.sort(keys, new ArrayList<>(keys), false, budget) : keys;
    }

    private void newline(int level) {
        if (indent != null) {
            budget.read(indent.length() * (long) level);
            out.append('\n').repeat(indent, level);
        }
    }
}
