package org.menura.chat.tool;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/** The types of a tool's arguments by its schema: what a value means that stands without JSON's quotes. */
@Internal
public final class ArgumentTypes {
    /** The types of a tool of which nothing is known. */
    static final ArgumentTypes UNKNOWN = new ArgumentTypes(MissingNode.getInstance());

    private static final int MAX_DEPTH = 32;
    private static final Set<String> STRING = Set.of("string");

    private final JsonNode root;

    /** Creates the types of a tool. */
    public ArgumentTypes(JsonNode parameters) {
        this.root = parameters;
    }

    /** Returns the schema of an argument; missing if nothing is known of it. */
    public JsonNode schema(String argument) {
        return property(root, argument);
    }

    /** Returns the name of the one argument; a usual one where there are several, or nothing is known. */
    String only(String usual) {
        JsonNode properties = root.path("properties");
        return properties.size() == 1 ? properties.fieldNames().next() : usual;
    }

    /** Returns the schema of a member of objects of a schema. */
    JsonNode property(JsonNode schema, String name) {
        return inner(schema, "properties", name, MAX_DEPTH);
    }

    /** Returns the schema of the entries of lists of a schema. */
    JsonNode items(JsonNode schema) {
        return inner(schema, "items", "", MAX_DEPTH);
    }

    private JsonNode inner(JsonNode schema, String keyword, String name, int depth) {
        JsonNode given = resolve(schema);
        JsonNode own =
                name.isEmpty() ? given.path(keyword) : given.path(keyword).path(name);
        if (!own.isMissingNode() || depth == 0) {
            return own;
        }
        for (String union : new String[] {"anyOf", "oneOf", "allOf"}) {
            for (JsonNode variant : given.path(union)) {
                JsonNode found = inner(variant, keyword, name, depth - 1);
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        for (int i = 0; i < MAX_DEPTH && at.path("$ref").asText().startsWith("#"); i++) {
            String pointer = at.path("$ref").asText().substring(1);
            at = pointer.isEmpty() || pointer.startsWith("/") ? root.at(JsonPointer.compile(pointer)) : at;
        }
        return at;
    }

    /** Returns the JSON types that values of a schema may have; none if nothing is known of them. */
    public Set<String> types(JsonNode schema) {
        return types(schema, MAX_DEPTH);
    }

    private Set<String> types(JsonNode schema, int depth) {
        JsonNode given = resolve(schema);
        Set<String> out = new TreeSet<>();
        JsonNode type = given.path("type");
        if (type.isTextual()) {
            out.add(type.asText());
        }
        type.forEach(t -> out.add(t.asText()));
        if (given.path("nullable").asBoolean()) {
            out.add("null");
        }
        if (!type.isMissingNode() || depth == 0) {
            return out;
        }
        if (given.has("const")) {
            return Set.of(type(given.get("const")));
        }
        given.path("enum").forEach(value -> out.add(type(value)));
        for (String union : new String[] {"anyOf", "oneOf"}) {
            for (JsonNode variant : given.path(union)) {
                Set<String> more = types(variant, depth - 1);
                if (more.isEmpty()) {
                    return Set.of();
                }
                out.addAll(more);
            }
        }
        for (JsonNode part : given.path("allOf")) {
            if (out.isEmpty()) {
                out.addAll(types(part, depth - 1));
            }
        }
        return out;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    /** Returns whether values of a schema are strings and nothing else. */
    public boolean isString(JsonNode schema) {
        return types(schema).equals(STRING);
    }

    /** Returns the JSON of a value of a schema that is written without a string's quotes. */
    String json(JsonNode schema, String text) {
        Set<String> types = types(schema);
        String value = types.equals(STRING) ? null : value(text);
        boolean maybeString = types.isEmpty() || types.contains("string");
        if (value == null || maybeString && !fits(value, types)) {
            return JsonText.string(text);
        }
        return value;
    }

    private static @Nullable String value(String text) {
        String given = text.strip();
        String json = JsonScanner.value(given);
        return json != null ? json : LooseValue.python(given);
    }

    /** Returns whether JSON that is no string has one of some types; with none given, whether it has any. */
    private static boolean fits(String json, Set<String> types) {
        return switch (json.charAt(0)) {
            case '"' -> false;
            case '{' -> types.isEmpty() || types.contains("object");
            case '[' -> types.isEmpty() || types.contains("array");
            case 't', 'f' -> types.isEmpty() || types.contains("boolean");
            case 'n' -> types.isEmpty() || types.contains("null");
            default -> types.isEmpty() || types.contains("number") || types.contains("integer");
        };
    }
}
