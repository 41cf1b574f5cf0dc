package org.menura.data;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A corpus: files that are read one after the other by the same reader.
 *
 * @param files in the order in which they are read
 * @param reader opens one of them: see {@link TextReader} and {@link JsonReader}
 */
public record Corpus<T>(List<Path> files, Function<Path, Cursor<T>> reader) {
    public Corpus {
        files = List.copyOf(files);
    }

    /**
     * Finds the files that match a pattern, sorted by name.
     *
     * @throws org.menura.format.FormatException if none does
     */
    public static <T> Corpus<T> matching(String pattern, Function<Path, Cursor<T>> reader) {
        return new Corpus<>(Globs.find(pattern), reader);
    }

    /** Opens a cursor at the first file's start; a file is opened when its turn comes. */
    public Cursor<T> open() {
        Iterator<Path> rest = files.iterator();
        return new Cursor<>() {
            private @Nullable Cursor<T> current;

            @Override
            public @Nullable T next() {
                while (current != null || rest.hasNext()) {
                    Cursor<T> file = current;
                    if (file == null) {
                        file = reader.apply(rest.next());
                        current = file;
                    }
                    T thing = file.next();
                    if (thing != null) {
                        return thing;
                    }
                    close();
                }
                return null;
            }

            @Override
            public void close() {
                if (current != null) {
                    current.close();
                    current = null;
                }
            }
        };
    }
}
