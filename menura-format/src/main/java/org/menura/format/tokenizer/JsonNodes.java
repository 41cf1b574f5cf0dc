package org.menura.format.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes and writes JSON. */
final class JsonNodes {
    static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

    /** Making one takes long, and only what writes needs it. */
    private static final class Writer {
        static final JsonMapper MAPPER = JsonMapper.builder().build();
    }

    private JsonNodes() {}

    static ObjectNode object() {
        return FACTORY.objectNode();
    }

    /** An object with the {@code type} that every part of a tokenizer.json has. */
    static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    static String write(JsonNode node) {
        try {
            return Writer.MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }
}
