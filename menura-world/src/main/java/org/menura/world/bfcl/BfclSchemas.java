package org.menura.world.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.menura.chat.tool.ToolDefinition;

/**
 * Turns the leaderboard's descriptions of functions, whose types are those of programming languages, into tools with JSON
 * schemas. Values of Java and JavaScript are texts in the notation of the language, as for all models that the leaderboard
 * asks by tools.
 */
final class BfclSchemas {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("integer", "integer"),
            Map.entry("number", "number"),
            Map.entry("float", "number"),
            Map.entry("string", "string"),
            Map.entry("boolean", "boolean"),
            Map.entry("bool", "boolean"),
            Map.entry("array", "array"),
            Map.entry("list", "array"),
            Map.entry("dict", "object"),
            Map.entry("object", "object"),
            Map.entry("tuple", "array"),
            Map.entry("any", "string"));

    /** Keywords of JSON schema that the descriptions use as they are meant. */
    private static final Set<String> KEPT =
            Set.of("minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "uniqueItems");

    private static final int DEEPEST = 64;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Language language;

    BfclSchemas(Language language) {
        this.language = language;
    }

    /** Converts a function. */
    ToolDefinition tool(JsonNode function) {
        String hint = switch (language) {
            case PYTHON -> " Note that the provided function is in Python 3 syntax.";
            case JAVA -> " Note that the provided function is in Java 8 SDK syntax.";
            case JAVASCRIPT -> " Note that the provided function is in JavaScript syntax.";
        };
        return new ToolDefinition(
                function.path("name").asText(),
                function.path("description").asText("") + hint,
                object(function.path("parameters"), language, 0));
    }

    private static ObjectNode object(JsonNode given, Language language, int depth) {
        ObjectNode out = JSON.objectNode().put("type", "object");
        JsonNode properties = given.path("properties");
        if (depth > 0 && properties.isEmpty()) {
            return out; // a dictionary of which nothing is known
        }
        ObjectNode to = out.putObject("properties");
        properties.properties().forEach(p -> to.set(p.getKey(), value(p.getValue(), language, depth + 1)));
        Set<String> required = new LinkedHashSet<>();
        given.path("required").forEach(name -> {
            if (to.has(name.asText())) {
                required.add(name.asText());
            }
        });
        if (!required.isEmpty()) {
            ArrayNode names = out.putArray("required");
            required.forEach(names::add);
        }
        return out.put("additionalProperties", false);
    }

    private static ObjectNode value(JsonNode given, Language language, int depth) {
        if (language != Language.PYTHON) {
            return foreign(given, language);
        }
        String type = TYPES.getOrDefault(given.path("type").asText("string"), "string");
        ObjectNode out = type.equals("object") && depth < DEEPEST
                ? object(given, language, depth)
                : JSON.objectNode().put("type", type);
        if (type.equals("array") && given.path("items").isObject() && depth < DEEPEST) {
            out.set("items", value(given.get("items"), language, depth + 1));
        }
        given.properties().forEach(keyword -> {
            if (KEPT.contains(keyword.getKey())) {
                out.set(keyword.getKey(), keyword.getValue());
            }
        });
        options(given, type, out);
        describe(given, out);
        return out;
    }

    /** Keeps the options that are of the type, and the default, which some descriptions leave out of them. */
    private static void options(JsonNode given, String type, ObjectNode out) {
        ArrayNode kept = JSON.arrayNode();
        given.path("enum").forEach(option -> {
            if (fits(option, type)) {
                kept.add(option);
            }
        });
        if (!kept.isEmpty()) {
            JsonNode usual = given.path("default");
            if (fits(usual, type) && kept.valueStream().noneMatch(usual::equals)) {
                kept.add(usual);
            }
            out.set("enum", kept);
        }
    }

    private static boolean fits(JsonNode option, String type) {
        return switch (type) {
            case "integer" -> option.isIntegralNumber();
            case "number" -> option.isNumber();
            case "boolean" -> option.isBoolean();
            case "array" -> option.isArray();
            case "object" -> option.isObject();
            default -> option.isTextual();
        };
    }

    private static void describe(JsonNode given, ObjectNode out) {
        StringBuilder text = new StringBuilder(given.path("description").asText(""));
        if (given.path("type").asText().equals("float")) {
            text.append(" This is a float type value.");
        }
        if (given.path("format").isTextual()) {
            text.append(" Format: ").append(given.path("format").asText()).append('.');
        }
        if (!text.isEmpty()) {
            out.put("description", text.toString().strip());
        }
        if (given.has("default")) {
            out.set("default", given.get("default"));
        }
    }

    private static ObjectNode foreign(JsonNode given, Language language) {
        String type = given.path("type").asText("any");
        String called = language == Language.JAVA ? "Java" : "JavaScript";
        StringBuilder text = new StringBuilder(given.path("description").asText(""));
        text.append(
                type.equals("any")
                        ? " This parameter can be of any type of %s object in string representation.".formatted(called)
                        : " This is %s %s type parameter in string representation.".formatted(called, type));
        if (given.path("items").path("type").isTextual()) {
            text.append(" The list elements are of type %s; they are not in string representation."
                    .formatted(given.path("items").path("type").asText()));
        }
        if (language == Language.JAVASCRIPT && type.equals("dict") && given.has("properties")) {
            text.append(" The dictionary entries have the following schema; they are not in string representation. ")
                    .append(given.get("properties"));
        }
        return JSON.objectNode()
                .put("type", "string")
                .put("description", text.toString().strip());
    }
}
