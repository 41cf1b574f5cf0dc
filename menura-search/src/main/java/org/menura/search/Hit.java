package org.menura.search;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.EmbeddedKind;

/**
 * A picture, a sound or a passage of a text that was found.
 *
 * @param name the file's path below the folder, with slashes
 * @param passage where in a text; null for other kinds
 * @param similarity cosine of the angle to what was asked for, -1 to 1
 */
public record Hit(String name, EmbeddedKind kind, @Nullable Passage passage, float similarity)
        implements Comparable<Hit> {
    private static final Comparator<Hit> ORDER = Comparator.comparing(Hit::similarity)
            .reversed()
            .thenComparing(Hit::name)
            .thenComparing(hit -> hit.passage == null ? 0 : hit.passage.first());

    /** Whether this shows lines that another hit shows too. */
    boolean overlaps(Hit other) {
        return name.equals(other.name) && passage != null && other.passage != null && passage.overlaps(other.passage);
    }

    @Override
    public int compareTo(Hit other) {
        return ORDER.compare(this, other);
    }
}
