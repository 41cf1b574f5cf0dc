package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict: keeps insertion order; keys that are equal in Python, such as {@code 1} and {@code True}, are one. */
final class Dict {
    private final Map<Object, Entry> entries;

    record Entry(Object key, Object value) {}

    Dict() {
        this.entries = new LinkedHashMap<>();
    }

    Dict(Dict other) {
        this.entries = new LinkedHashMap<>(other.entries);
    }

    void put(Object key, Object value) {
        Object normal = Keys.normal(key);
        Entry old = entries.get(normal);
        entries.put(normal, new Entry(old == null ? key : old.key(), value));
    }

    /** The value, or null where the key is absent; fails if the key is not hashable. */
    @Nullable
    Object get(Object key) {
        Entry entry = entries.get(Keys.normal(key));
        return entry == null ? null : entry.value();
    }

    boolean contains(Object key) {
        return entries.containsKey(Keys.normal(key));
    }

    int size() {
        return entries.size();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    List<Object> keys() {
        List<Object> keys = new ArrayList<>(entries.size());
        entries.values().forEach(e -> keys.add(e.key()));
        return keys;
    }
}
