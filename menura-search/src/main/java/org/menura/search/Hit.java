package org.menura.search;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.EmbeddedKind;

/**
 * A search hit: an image, an audio file or a passage of a text.
 *
 * @param name the file's path below the folder, with slashes
 * @param passage place in a text; null for other kinds
 * @param similarity cosine similarity to the query, -1 to 1
 */
public record Hit(String name, EmbeddedKind kind, @Nullable Passage passage, float similarity)
        implements Comparable<Hit> {
    private static final Comparator<Hit> ORDER = Comparator.comparing(Hit::similarity)
            .reversed()
            .thenComparing(Hit::name)
            .thenComparing(hit -> hit.passage == null ? 0 : hit.passage.first());

    /** Returns whether this hit's passage has lines that another hit's has too. */
    boolean overlaps(Hit other) {
        return name.equals(other.name) && passage != null && other.passage != null && passage.overlaps(other.passage);
    }

    @Override
    public int compareTo(Hit other) {
        return ORDER.compare(this, other);
    }
}
