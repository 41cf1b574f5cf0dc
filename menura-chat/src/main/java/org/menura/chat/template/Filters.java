package org.menura.chat.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's built-in filters by name. */
final class Filters {
    private static final Map<String, Filter> FILTERS = new HashMap<>();

    @FunctionalInterface
    interface Registry {
        void add(String name, Signature signature, Filter.Body body);
    }

    static {
        Registry registry = (name, signature, body) -> FILTERS.put(name, new Filter(name, signature, body));
        TextFilters.define(registry);
        LayoutFilters.define(registry);
        NumberFilters.define(registry);
        SequenceFilters.define(registry);
        SelectionFilters.define(registry);
        alias("d", "default");
        alias("e", "escape");
        alias("count", "length");
    }

    private Filters() {}

    static @Nullable Filter get(String name) {
        return FILTERS.get(name);
    }

    private static void alias(String alias, String name) {
        Filter filter = FILTERS.get(name);
        if (filter != null) {
            FILTERS.put(alias, filter);
        }
    }
}
