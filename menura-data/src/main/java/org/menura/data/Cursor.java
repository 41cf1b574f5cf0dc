package org.menura.data;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads things one after the other, of which no more than one need be in memory. Used by one thread. */
public interface Cursor<T> extends AutoCloseable {
    /**
     * The next thing, or null at the end.
     *
     * @throws org.menura.format.FormatException if it is malformed; the message names file and line
     * @throws java.io.UncheckedIOException if it can't be read
     */
    @Nullable
    T next();

    @Override
    void close();

    /** Passes over up to {@code count} things. */
    default void skip(long count) {
        for (long i = 0; i < count && next() != null; i++) {}
    }

    /** The same, each thing turned into another. */
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
