package org.menura.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/**
 * A table of implementations by name: Menura's own first, then those that {@link Extensions} finds. The class path is
 * looked at when the table is first asked for.
 */
@Internal
public final class NamedExtensions<T> {
    private final Class<T> type;
    private final List<T> own;
    private final Function<T, String> name;
    private volatile @Nullable SequencedMap<String, T> table;

    /** Creates a table of a type. */
    public NamedExtensions(Class<T> type, List<T> own, Function<T, String> name) {
        this.type = type;
        this.own = own;
        this.name = name;
    }

    /**
     * Returns the table.
     *
     * @throws FormatException if an extension can't be loaded, or has a name that is taken
     */
    public SequencedMap<String, T> byName() {
        SequencedMap<String, T> known = table;
        if (known == null) {
            known = load();
            table = known;
        }
        return known;
    }

    private SequencedMap<String, T> load() {
        SequencedMap<String, T> out = new LinkedHashMap<>();
        Stream.concat(own.stream(), Extensions.of(type).stream()).forEach(each -> {
            T other = out.putIfAbsent(name.apply(each), each);
            if (other != null) {
                throw new FormatException("the extension %s is called \"%s\", as %s is; give it another name"
                        .formatted(
                                each.getClass().getName(),
                                name.apply(each),
                                other.getClass().getName()));
            }
        });
        return Collections.unmodifiableSequencedMap(out);
    }
}
