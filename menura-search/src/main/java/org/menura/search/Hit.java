package org.menura.search;

import java.util.Comparator;
import org.menura.generate.embed.Kind;

/**
 * A file that was found.
 *
 * @param name its path below the folder, with slashes
 * @param similarity cosine of the angle to what was asked for, -1 to 1
 */
public record Hit(String name, Kind kind, float similarity) implements Comparable<Hit> {
    private static final Comparator<Hit> ORDER =
            Comparator.comparing(Hit::similarity).reversed().thenComparing(Hit::name);

    @Override
    public int compareTo(Hit other) {
        return ORDER.compare(this, other);
    }
}
