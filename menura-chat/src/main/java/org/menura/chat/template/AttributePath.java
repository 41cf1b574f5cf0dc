package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** The argument {@code attribute} of filters: names and numbers separated by dots, looked up one after another. */
final class AttributePath {
    private final List<Object> parts;
    private final @Nullable Object fallback;
    private final Budget budget;

    private AttributePath(List<Object> parts, @Nullable Object fallback, Budget budget) {
        this.parts = parts;
        this.fallback = fallback;
        this.budget = budget;
    }

    /** Parses a path of attributes; {@code None} looks nothing up and gives the element itself. */
    static AttributePath of(Object attribute, Budget budget) {
        return withDefault(attribute, None.NONE, budget);
    }

    /** Parses a path of attributes with a value for what is undefined on the way. */
    static AttributePath withDefault(Object attribute, Object fallback, Budget budget) {
        List<Object> parts = new ArrayList<>();
        String path = Text.of(attribute);
        if (path != null) {
            for (Object part : PythonText.split(path, ".", -1)) {
                String name = part.toString();
                parts.add(
                        PythonCharacters.all(name, PythonCharacters::isDecimal) ? PythonNumbers.parse(name, 10) : name);
            }
        } else if (attribute != None.NONE) {
            parts.add(attribute);
        }
        return new AttributePath(parts, fallback == None.NONE ? null : fallback, budget);
    }

    Object get(Object element) {
        Object value = element;
        for (Object part : parts) {
            budget.step();
            value = Access.item(value, part, budget);
            if (fallback != null && value instanceof Undefined) {
                value = fallback;
            }
        }
        return value;
    }

    /** The value as a key for sorting and grouping, in which case may not matter. */
    Object key(Object element, boolean caseSensitive) {
        Object value = get(element);
        String text = caseSensitive ? null : Text.of(value);
        return text == null ? value : PythonCharacters.lower(text);
    }
}
