package org.menura.chat.template;

import java.util.List;

/**
 * Python's tuple.
 *
 * @param grouped whether this is what the filter {@code groupby} gives, a pair of key and list with named items
 */
record Tuple(List<Object> items, boolean grouped) {
    static final Tuple EMPTY = new Tuple(List.of(), false);

    static Tuple of(Object... items) {
        return new Tuple(List.of(items), false);
    }

    static Tuple of(List<Object> items) {
        return new Tuple(items, false);
    }
}
