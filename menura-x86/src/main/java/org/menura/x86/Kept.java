package org.menura.x86;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was made by what it is for; each is made once, when it is first asked for.
 *
 * @param <K> what it is for, such as a type and a length
 * @param <V> what is made
 */
final class Kept<K, V> {
    private final Function<K, @Nullable V> make;
    private final ConcurrentHashMap<K, Optional<V>> made = new ConcurrentHashMap<>();

    /**
     * Creates one that is empty.
     *
     * @param make makes one; null if there is none, which is asked once
     */
    Kept(Function<K, @Nullable V> make) {
        this.make = make;
    }

    @Nullable
    V get(K key) {
        Optional<V> found = made.get(key); // which never waits for a lock
        return (found == null ? made.computeIfAbsent(key, k -> Optional.ofNullable(make.apply(k))) : found)
                .orElse(null);
    }
}
