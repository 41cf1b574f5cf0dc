package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Closes the objects of schemas that say nothing of further properties, as llama.cpp does, so that a weak model does not go
 * on inventing some. What is valid then is valid as well by the schema as it was.
 */
final class ClosedObjects {
    /** Keywords beside which another set of properties counts too, or fewer values would not be fewer for the whole. */
    private static final Set<String> COMBINING = Set.of(
            "allOf",
            "oneOf",
            "not",
            "if",
            "contains",
            "dependentSchemas",
            "dependencies",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "$dynamicRef",
            "$recursiveRef");

    private ClosedObjects() {}

    /** Returns the schema with its objects closed; the same where closed objects could be others than the schema's. */
    static JsonNode of(JsonNode schema) {
        boolean combines = COMBINING.stream().anyMatch(keyword -> schema.findValue(keyword) != null)
                || Stream.of("$ref", "anyOf")
                        .flatMap(keyword -> schema.findParents(keyword).stream())
                        .anyMatch(parent -> parent.has("properties"));
        if (combines) {
            return schema;
        }
        JsonNode out = schema.deepCopy();
        close(out, true);
        return out;
    }

    /**
     * Closes an object and those within.
     *
     * @param whole whether it is the value itself, of which an empty list of properties says that there are none;
     *     elsewhere it stands for a map
     */
    private static void close(JsonNode schema, boolean whole) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        JsonNode properties = object.path("properties");
        boolean lists = whole ? properties.isObject() : !properties.isEmpty();
        if (lists && !object.has("additionalProperties") && knowsAll(object, properties)) {
            object.put("additionalProperties", false);
        }
        for (String group : List.of("properties", "$defs", "definitions", "anyOf")) {
            object.path(group).forEach(s -> close(s, false));
        }
        close(object.path("items"), false);
    }

    /** Returns whether each property that must be there is among those that are known. */
    private static boolean knowsAll(ObjectNode schema, JsonNode known) {
        Set<String> names = new HashSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        known.fieldNames().forEachRemaining(names::remove);
        return names.isEmpty();
    }
}
