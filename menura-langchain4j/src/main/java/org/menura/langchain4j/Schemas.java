package org.menura.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;

/**
 * JSON schemas as LangChain4j has them, as JSON.
 *
 * @param closed whether objects that say nothing of further properties have none
 */
record Schemas(boolean closed) {
    private static final String DEFINITIONS = "$defs";

    JsonNode json(JsonSchemaElement element) {
        return switch (element) {
            case JsonObjectSchema s -> object(s);
            case JsonArraySchema s -> {
                ObjectNode out = of("array", s.description());
                out.set("items", s.items() == null ? JsonNodeFactory.instance.objectNode() : json(s.items()));
                yield out;
            }
            case JsonEnumSchema s -> {
                ObjectNode out = of("string", s.description());
                ArrayNode values = out.putArray("enum");
                s.enumValues().forEach(values::add);
                yield out;
            }
            case JsonStringSchema s -> of("string", s.description());
            case JsonIntegerSchema s -> of("integer", s.description());
            case JsonNumberSchema s -> of("number", s.description());
            case JsonBooleanSchema s -> of("boolean", s.description());
            case JsonNullSchema _ -> of("null", null);
            case JsonReferenceSchema s ->
                JsonNodeFactory.instance.objectNode().put("$ref", "#/%s/%s".formatted(DEFINITIONS, s.reference()));
            case JsonAnyOfSchema s -> {
                ObjectNode out = of(null, s.description());
                ArrayNode choices = out.putArray("anyOf");
                s.anyOf().forEach(e -> choices.add(json(e)));
                yield out;
            }
            case JsonRawSchema s -> Json.parse(s.schema(), "the schema");
            default ->
                throw new UnsupportedFeatureException("schemas of the type %s are not supported"
                        .formatted(element.getClass().getName()));
        };
    }

    private ObjectNode object(JsonObjectSchema schema) {
        ObjectNode out = of("object", schema.description());
        out.set("properties", all(schema.properties()));
        ArrayNode required = out.putArray("required");
        if (schema.required() != null) {
            schema.required().forEach(required::add);
        }
        if (schema.additionalProperties() != null) {
            out.put("additionalProperties", schema.additionalProperties());
        } else if (closed) {
            out.put("additionalProperties", false);
        }
        if (!schema.definitions().isEmpty()) {
            out.set(DEFINITIONS, all(schema.definitions()));
        }
        return out;
    }

    private ObjectNode all(Map<String, JsonSchemaElement> elements) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        elements.forEach((name, element) -> out.set(name, json(element)));
        return out;
    }

    private static ObjectNode of(@Nullable String type, @Nullable String description) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (type != null) {
            out.put("type", type);
        }
        if (description != null) {
            out.put("description", description);
        }
        return out;
    }
}
