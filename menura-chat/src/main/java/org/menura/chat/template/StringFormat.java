package org.menura.chat.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.python.PythonCharacters;

/** Python's {@code str.format}; attributes and items of fields are looked up through the sandbox. */
final class StringFormat {
    private final Budget budget;
    private final List<Object> positional;
    private final Map<String, Object> named;
    private final boolean escape;
    private int automatic;

    StringFormat(Budget budget, Arguments arguments, boolean escape) {
        this.budget = budget;
        this.positional = arguments.positional();
        this.named = arguments.keywords();
        this.escape = escape;
    }

    /** The entries of a dict as named arguments. */
    static Arguments named(Object mapping) {
        if (!(mapping instanceof Dict dict)) {
            throw new TemplateException("'format_map' needs a dict");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (Dict.Entry entry : dict.entries()) {
            if (entry.key() instanceof String name) {
                named.put(name, entry.value());
            }
        }
        return new Arguments(List.of(), named);
    }

    String format(String format) {
        return format(format, 2);
    }

    private String format(String format, int depth) {
        if (depth < 0) {
            throw new TemplateException("A format string nests too deeply");
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            boolean doubled = i < format.length() && format.charAt(i) == c;
            if (c == '{' && !doubled) {
                int end = fieldEnd(format, i);
                String field = field(format.substring(i, end), depth);
                budget.characters(field.length());
                out.append(field);
                i = end + 1;
            } else if (c == '}' && !doubled) {
                throw new TemplateException("A format string has a single '}'");
            } else {
                out.append(c);
                i += c == '{' || c == '}' ? 1 : 0;
            }
        }
        budget.characters(out.length());
        return out.toString();
    }

    private static int fieldEnd(String format, int start) {
        int open = 1;
        boolean bracket = false;
        for (int i = start; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '[') {
                bracket = true;
            } else if (c == ']') {
                bracket = false;
            } else if (!bracket && c == '{') {
                open++;
            } else if (!bracket && c == '}' && --open == 0) {
                return i;
            }
        }
        throw new TemplateException("A format string has a '{' without '}'");
    }

    private String field(String field, int depth) {
        int nameEnd = 0;
        boolean bracket = false;
        while (nameEnd < field.length() && (bracket || ":!".indexOf(field.charAt(nameEnd)) < 0)) {
            char c = field.charAt(nameEnd++);
            bracket = c == '[' || bracket && c != ']';
        }
        Object value = lookup(field.substring(0, nameEnd));
        String rest = field.substring(nameEnd);
        if (rest.startsWith("!")) {
            if (rest.length() < 2 || rest.length() > 2 && rest.charAt(2) != ':') {
                throw new TemplateException("A format string has a '!' without conversion");
            }
            value = convert(value, rest.charAt(1));
            rest = rest.substring(2);
        }
        String spec = rest.isEmpty() ? "" : format(rest.substring(1), depth - 1);
        if (escape && spec.isEmpty()) {
            return Markup.escape(value, budget);
        }
        String text = FormatSpec.format(value, spec, budget);
        return escape ? Markup.escape(text, budget) : text;
    }

    private Object convert(Object value, char conversion) {
        return switch (conversion) {
            case 's' -> Repr.str(value, budget);
            case 'r', 'a' -> Repr.repr(value, budget);
            default -> throw new TemplateException("A format string has the unknown conversion '!" + conversion + "'");
        };
    }

    private Object lookup(String name) {
        int end = 0;
        while (end < name.length() && ".[".indexOf(name.charAt(end)) < 0) {
            end++;
        }
        Object value = first(name.substring(0, end));
        while (end < name.length()) {
            int start = end + 1;
            if (name.charAt(end) == '.') {
                end = start;
                while (end < name.length() && ".[".indexOf(name.charAt(end)) < 0) {
                    end++;
                }
                value = Access.attribute(value, name.substring(start, end), budget);
            } else {
                end = name.indexOf(']', start);
                if (end < 0) {
                    throw new TemplateException("A format string has a '[' without ']'");
                }
                String key = name.substring(start, end++);
                value = Access.item(value, isIndex(key) ? PythonNumbers.parse(key, 10) : key, budget);
            }
        }
        return value;
    }

    private static boolean isIndex(String text) {
        return PythonCharacters.all(text, c -> c >= '0' && c <= '9');
    }

    private Object first(String name) {
        if (name.isEmpty() || isIndex(name)) {
            if (name.isEmpty() ? automatic < 0 : automatic > 0) {
                throw new TemplateException("A format string numbers only some of its fields");
            }
            long index = name.isEmpty() ? automatic++ : PythonNumbers.clamp(PythonNumbers.parse(name, 10));
            automatic = name.isEmpty() ? automatic : -1;
            if (index >= positional.size()) {
                throw new TemplateException("A format string has more fields than there are values");
            }
            return positional.get((int) index);
        }
        Object value = named.get(name);
        if (value == null) {
            throw new TemplateException("A format string names '" + name + "', which is not among its values");
        }
        return value;
    }
}
