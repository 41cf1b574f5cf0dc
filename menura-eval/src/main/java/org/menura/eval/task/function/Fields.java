package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Reads fields of documents, which task functions expect to be there. */
final class Fields {
    private Fields() {}

    /** Returns a field; null where it holds null. */
    static @Nullable Object get(Map<?, ?> document, String name) {
        if (!document.containsKey(name)) {
            throw new FormatException("a document has no field \"%s\", which a function of the task reads; it has: %s"
                    .formatted(
                            name,
                            String.join(
                                    ", ",
                                    document.keySet().stream()
                                            .map(String::valueOf)
                                            .toList())));
        }
        return document.get(name);
    }

    static String text(Map<?, ?> document, String name) {
        if (get(document, name) instanceof String text) {
            return text;
        }
        throw wrong(document, name, "a text");
    }

    static long integer(Map<?, ?> document, String name) {
        return switch (get(document, name)) {
            case Long n -> n;
            case Integer n -> n;
            case Boolean b -> b ? 1 : 0;
            case null, default -> throw wrong(document, name, "a whole number");
        };
    }

    static double number(Map<?, ?> document, String name) {
        if (get(document, name) instanceof Number n) {
            return n.doubleValue();
        }
        throw wrong(document, name, "a number");
    }

    static List<@Nullable Object> list(Map<?, ?> document, String name) {
        if (get(document, name) instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw wrong(document, name, "a list");
    }

    static List<String> texts(Map<?, ?> document, String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(document, name)) {
            if (!(item instanceof String text)) {
                throw wrong(document, name, "a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    static Map<?, ?> map(Map<?, ?> document, String name) {
        if (get(document, name) instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(document, name, "an object");
    }

    private static FormatException wrong(Map<?, ?> document, String name, String wanted) {
        String shown = Python.repr(document.get(name));
        return new FormatException("the field \"%s\" of a document is %s, but a function of the task needs %s"
                .formatted(name, shown.length() > 80 ? shown.substring(0, 80) + "…" : shown, wanted));
    }
}
