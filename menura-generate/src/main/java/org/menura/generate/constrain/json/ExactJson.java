package org.menura.generate.constrain.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Reads JSON with its numbers as they are written: each becomes a decimal, none is rounded. */
final class ExactJson {
    /** Exponents beyond this are refused: their digits would have to be written out. */
    static final int MAX_SCALE = 10_000;

    private ExactJson() {}

    static JsonNode parse(String text, String source) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw new FormatException(source + " is empty where JSON is needed");
        }
        return Json.streamAll(utf8, source, p -> {
            p.nextToken();
            JsonNode value = read(p);
            if (p.nextToken() != null) {
                throw new FormatException(source + ": there is more after the end of the JSON value");
            }
            return value;
        });
    }

    /** Reads the value that begins at the parser's token. */
    static JsonNode read(JsonParser p) throws IOException {
        JsonToken token = p.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (p.nextToken() != JsonToken.END_OBJECT) {
                    String name = p.currentName();
                    p.nextToken();
                    object.set(name, read(p));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(p));
                }
                yield array;
            }
            case VALUE_STRING -> TextNode.valueOf(p.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(decimal(p.getText()));
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.getInstance();
            default ->
                throw new FormatException(
                        "there is no JSON value at " + p.currentTokenLocation().offsetDescription());
        };
    }

    private static BigDecimal decimal(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new FormatException("%s is no number of JSON".formatted(text), e);
        }
        return normal(value);
    }

    /** Strips trailing zeros, so that equal values are equal objects. */
    static BigDecimal normal(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (Math.abs((long) value.scale()) > MAX_SCALE) {
            throw new FormatException("the number %s has an exponent beyond %d".formatted(value, MAX_SCALE));
        }
        BigDecimal bare = value.stripTrailingZeros();
        return bare;
    }

    /** Converts a tree that may hold doubles and integers to one of decimals. */
    static JsonNode exact(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                node.properties().forEach(e -> object.set(e.getKey(), exact(e.getValue())));
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                node.forEach(e -> array.add(exact(e)));
                yield array;
            }
            case NUMBER -> DecimalNode.valueOf(decimal(node.asText()));
            default -> node;
        };
    }
}
