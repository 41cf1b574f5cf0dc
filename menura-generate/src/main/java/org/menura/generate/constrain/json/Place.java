package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A schema where it stands in its document.
 *
 * @param node the schema's own JSON
 * @param resource the schema resource it belongs to
 * @param pointer from the document's root, as a fragment
 */
record Place(JsonNode node, SchemaResource resource, String pointer) {
    Draft draft() {
        return resource.draft();
    }

    /** The place of a schema within this one. */
    Place at(JsonNode child, String... path) {
        Place known = resource.documents().placeOf(child);
        if (known != null) {
            return known;
        }
        StringBuilder p = new StringBuilder(pointer);
        for (String step : path) {
            p.append('/').append(step.replace("~", "~0").replace("/", "~1"));
        }
        return new Place(child, resource, p.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place p && node == p.node && resource == p.resource && pointer.equals(p.pointer);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(node) * 31 + pointer.hashCode();
    }

    SchemaException refuse(String keyword, String reason) {
        return new SchemaException(keyword, resource.isMain() ? pointer : resource.base() + pointer, reason);
    }
}
