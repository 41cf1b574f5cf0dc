package org.menura.eval.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** Responses as Python's filters see them: a filter that expects a list and gets a text goes over its characters. */
final class Responses {
    private Responses() {}

    static List<@Nullable Object> items(@Nullable Object response, String filter) {
        return switch (response) {
            case List<?> list -> new ArrayList<>(list);
            case PythonTuple tuple -> tuple.items();
            case String text -> {
                List<@Nullable Object> characters = new ArrayList<>();
                text.codePoints().forEach(c -> characters.add(Character.toString(c)));
                yield characters;
            }
            case null, default ->
                throw new FormatException(
                        "The filter %s got %s instead of a list of responses; it stands behind one that"
                                        .formatted(filter, Python.str(String.valueOf(response)))
                                + " leaves single ones.");
        };
    }

    /** A filter that changes each response by itself. */
    static Filter each(String name, Function<@Nullable Object, @Nullable Object> change) {
        return (responses, documents) -> {
            List<@Nullable Object> all = new ArrayList<>(responses.size());
            for (Object response : responses) {
                List<@Nullable Object> changed = new ArrayList<>();
                for (Object item : items(response, name)) {
                    changed.add(change.apply(item));
                }
                all.add(changed);
            }
            return all;
        };
    }

    /** A filter that changes each response, which must be a text. */
    static Filter eachText(String name, Function<String, @Nullable Object> change) {
        return each(name, response -> {
            if (response instanceof String text) {
                return change.apply(text);
            }
            throw new FormatException(
                    "The filter %s got a response that is no text: %s".formatted(name, Python.repr(response)));
        });
    }
}
