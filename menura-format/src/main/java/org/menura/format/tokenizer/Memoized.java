package org.menura.format.tokenizer;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value made on first use, once; what it was made from is let go. */
final class Memoized<T> implements Supplier<T> {
    private @Nullable Supplier<T> source;
    private volatile @Nullable T value;

    private Memoized(Supplier<T> source) {
        this.source = source;
    }

    static <T> Supplier<T> of(Supplier<T> source) {
        return new Memoized<>(source);
    }

    @Override
    public T get() {
        T made = value;
        return made == null ? make() : made;
    }

    private synchronized T make() {
        T made = value;
        if (made != null) {
            return made;
        }
        Supplier<T> maker = source;
        if (maker == null) {
            throw new IllegalStateException("nothing to make the value from");
        }
        T fresh = maker.get();
        value = fresh;
        source = null;
        return fresh;
    }
}
