package org.menura.format.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's tuple. */
public record PythonTuple(List<@Nullable Object> items) {
    /** Makes a tuple of values. */
    public static PythonTuple of(@Nullable Object... items) {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        for (Object item : items) {
            list.add(item);
        }
        return new PythonTuple(Collections.unmodifiableList(list));
    }

    /** Returns an item. */
    public @Nullable Object get(int index) {
        return items.get(index);
    }

    /** Returns the number of items. */
    public int size() {
        return items.size();
    }
}
