package org.menura.data;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cursor over a sequence of items, of which no more than one need be in memory. Used by one thread. */
public interface Cursor<T> extends AutoCloseable {
    /**
     * Returns the next item, or null at the end.
     *
     * @throws org.menura.format.FormatException if it is malformed; the message names file and line
     * @throws java.io.UncheckedIOException if it can't be read
     */
    @Nullable
    T next();

    @Override
    void close();

    /** Skips up to {@code count} items. */
    default void skip(long count) {
        for (long i = 0; i < count && next() != null; i++) {}
    }

    /** Returns a cursor that applies a function to each item. */
    default <R> Cursor<R> map(Function<T, R> function) {
        Cursor<T> source = this;
        return new Cursor<>() {
            @Override
            public @Nullable R next() {
                T thing = source.next();
                return thing == null ? null : function.apply(thing);
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }
}
