package org.menura.generate.watermark;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last value that was made from a key, as texts with the same watermark follow each other and its tables take
 * long to make. Safe for use by several threads.
 */
final class LastMade<K, V> {
    private record Entry<K, V>(K key, V value) {}

    private final AtomicReference<@Nullable Entry<K, V>> last = new AtomicReference<>();
    private final Function<K, V> maker;

    LastMade(Function<K, V> maker) {
        this.maker = maker;
    }

    V of(K key) {
        Entry<K, V> entry = last.get();
        if (entry == null || !entry.key.equals(key)) {
            entry = new Entry<>(key, maker.apply(key));
            last.set(entry);
        }
        return entry.value;
    }
}
