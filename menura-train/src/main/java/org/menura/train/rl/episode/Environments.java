package org.menura.train.rl.episode;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.menura.format.FormatException;
import org.menura.format.NamedExtensions;

/** The kinds of environments by name, as recipes name them; all of them come from other modules and from users. */
public final class Environments {
    private static final NamedExtensions<EnvironmentType> TABLE =
            new NamedExtensions<>(EnvironmentType.class, List.of(), EnvironmentType::name);

    private Environments() {}

    /** Lists all kinds of environments by name. */
    public static SortedMap<String, EnvironmentType> all() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(TABLE.byName()));
    }

    /**
     * Finds a kind of environment.
     *
     * @throws FormatException if there is none of the name
     */
    public static EnvironmentType named(String name) {
        EnvironmentType found = TABLE.byName().get(name);
        if (found == null) {
            throw new FormatException(
                    "there is no environment '%s'; there are %s. One of your own is a class on the class path that META-INF/services/%s names"
                            .formatted(
                                    name,
                                    all().isEmpty() ? "none" : String.join(", ", all().keySet()),
                                    EnvironmentType.class.getName()));
        }
        return found;
    }
}
