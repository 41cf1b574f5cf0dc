package org.menura.mcp.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a tool, or the fields of its result, as a JSON schema. */
final class Parameters {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    /** Adds one. */
    Parameters with(String name, boolean isRequired, Map<String, Object> schema) {
        properties.put(name, schema);
        if (isRequired) {
            required.add(name);
        }
        return this;
    }

    Parameters text(String name, boolean isRequired, String description) {
        return with(name, isRequired, Map.of("type", "string", "description", description));
    }

    Parameters number(String name, boolean isRequired, String description) {
        return with(name, isRequired, Map.of("type", "number", "description", description));
    }

    Parameters integer(String name, boolean isRequired, String description) {
        return with(name, isRequired, Map.of("type", "integer", "description", description));
    }

    Parameters texts(String name, boolean isRequired, String description) {
        return with(
                name,
                isRequired,
                Map.of("type", "array", "items", Map.of("type", "string"), "description", description));
    }

    /** Adds a list of objects. */
    Parameters objects(String name, Parameters of) {
        return with(name, true, Map.of("type", "array", "items", of.schema()));
    }

    Set<String> names() {
        return properties.keySet();
    }

    List<String> required() {
        return required;
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }
}
