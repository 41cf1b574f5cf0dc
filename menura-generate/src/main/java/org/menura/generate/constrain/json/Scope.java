package org.menura.generate.constrain.json;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic scope of a schema (JSON Schema 2020-12, section 7.1): what the outermost resource passed through says
 * for each dynamic anchor.
 */
record Scope(Map<String, Place> anchors) {
    static final Scope EMPTY = new Scope(Map.of());

    /** The scope after a resource is entered: what was there before wins. */
    Scope enter(SchemaResource resource) {
        if (anchors.keySet().containsAll(resource.dynamicAnchors().keySet())) {
            return this;
        }
        Map<String, Place> all = new TreeMap<>(resource.dynamicAnchors());
        all.putAll(anchors);
        return new Scope(Map.copyOf(all));
    }

    @Nullable
    Place outermost(String anchor) {
        return anchors.get(anchor);
    }
}
