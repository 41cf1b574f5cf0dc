package org.menura.generate.constrain.json;

import org.jspecify.annotations.Nullable;

/** A schema at its place and in its dynamic scope; its keywords are read when they are first asked for. */
final class Subschema {
    private final SchemaGraph graph;
    private final Place place;
    private final Scope scope;
    private @Nullable Keywords keywords;

    /** What it says of each {@link Kind}, once expanded. */
    final @Nullable Formula[] expanded = new Formula[Kind.values().length];

    /** Whether it is being expanded for a kind: meeting it again then means that it refers to itself. */
    final boolean[] expanding = new boolean[Kind.values().length];

    Subschema(SchemaGraph graph, Place place, Scope scope) {
        this.graph = graph;
        this.place = place;
        this.scope = scope;
    }

    Place place() {
        return place;
    }

    Scope scope() {
        return scope;
    }

    Keywords keywords() {
        Keywords k = keywords;
        if (k == null) {
            k = new KeywordReader(graph, this).read();
            keywords = k;
        }
        return k;
    }

    @Override
    public String toString() {
        return place.pointer();
    }
}
