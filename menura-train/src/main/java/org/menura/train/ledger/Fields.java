package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/** Reads the fields of a JSON object in a ledger's files; what is missing or of another type is an error that names it. */
record Fields(JsonNode json, String where) {
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    List<String> names() {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    long whole(String name) {
        JsonNode value = json.path(name);
        require(value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0, name, "a whole number");
        return value.longValue();
    }

    long positive(String name) {
        long value = whole(name);
        require(value > 0, name, "a positive number");
        return value;
    }

    /** Any 64 bits. */
    long bits(String name) {
        JsonNode value = json.path(name);
        require(value.isIntegralNumber() && value.canConvertToLong(), name, "a whole number");
        return value.longValue();
    }

    /** A number; JSON has no infinite and undefined ones, which are written as texts. */
    double number(String name) {
        JsonNode value = json.path(name);
        if (value.isTextual() && NOT_FINITE.contains(value.textValue())) {
            return Double.parseDouble(value.textValue());
        }
        require(value.isNumber(), name, "a number");
        return value.doubleValue();
    }

    String text(String name) {
        JsonNode value = json.path(name);
        require(value.isTextual(), name, "a text");
        return value.textValue();
    }

    Fields object(String name) {
        return new Fields(node(name), where);
    }

    ObjectNode node(String name) {
        JsonNode value = json.path(name);
        require(value.isObject(), name, "an object");
        return (ObjectNode) value;
    }

    private void require(boolean right, String name, String kind) {
        if (!right) {
            throw new FormatException("%s: '%s' is not %s; the file is damaged".formatted(where, name, kind));
        }
    }
}
