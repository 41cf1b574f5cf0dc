package org.menura.eval.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Indices as Python has them: from the end where they are negative, booleans as 0 and 1. */
final class Indices {
    private Indices() {}

    /** Returns the number of an index; null where the value is none. */
    static @Nullable Long number(@Nullable Object value) {
        return switch (value) {
            case Long n -> n;
            case Integer n -> n.longValue();
            case Boolean b -> b ? 1L : 0L;
            case null, default -> null;
        };
    }

    /**
     * Returns an element.
     *
     * @throws FormatException if the list has none there
     */
    static <T extends @Nullable Object> T get(List<T> list, @Nullable Object index, String task) {
        Long number = number(index);
        if (number == null || number < -list.size() || number >= list.size()) {
            throw new FormatException("task %s: a document's target is %s, but it has %d choices"
                    .formatted(task, Python.repr(index), list.size()));
        }
        return list.get((int) (number < 0 ? number + list.size() : number));
    }
}
