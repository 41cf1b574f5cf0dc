package org.menura.agent.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Schemas of records as the parameters of tools. */
final class Schemas {
    private static final String DEFINITIONS = "$defs";

    private Schemas() {}

    /** Returns the schema of a record, itself at the root rather than behind a reference, as chat templates want it. */
    static JsonNode arguments(Class<?> type, JsonNode json) {
        ObjectNode root = (ObjectNode) json.deepCopy();
        root.remove("$schema");
        String name = type.getSimpleName();
        if (!(root.path(DEFINITIONS).path(name) instanceof ObjectNode own) || !root.has("$ref")) {
            return root;
        }
        ObjectNode inlined = own.deepCopy();
        ArgumentType.describe(type, inlined);
        ObjectNode definitions = (ObjectNode) root.get(DEFINITIONS);
        if (!definitions.toString().contains("\"#/$defs/" + name + "\"")) {
            definitions.remove(name);
        }
        if (!definitions.isEmpty()) {
            inlined.set(DEFINITIONS, definitions);
        }
        return inlined;
    }
}
