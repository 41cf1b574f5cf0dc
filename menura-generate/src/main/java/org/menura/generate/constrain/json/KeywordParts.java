package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;
import org.menura.generate.constrain.grammar.Rx;

/** What the values of keywords are made of: schemas, lists and maps of them, names, numbers, counts, patterns. */
abstract sealed class KeywordParts permits KeywordReader {
    private static final int MAX_COUNT = 1_000_000_000;

    final SchemaGraph graph;
    final Subschema schema;
    final Place place;
    final JsonNode node;
    final Draft draft;

    KeywordParts(SchemaGraph graph, Subschema schema) {
        this.graph = graph;
        this.schema = schema;
        this.place = schema.place();
        this.node = place.node();
        this.draft = place.draft();
    }

    Subschema child(JsonNode value, String... path) {
        if (!value.isObject() && !value.isBoolean()) {
            throw place.refuse(path[0], "must hold a schema: an object, true or false, not " + brief(value));
        }
        return graph.at(place.at(value, path), schema.scope());
    }

    void with(String keyword, Consumer<Subschema> use) {
        JsonNode value = node.get(keyword);
        if (value != null) {
            use.accept(child(value, keyword));
        }
    }

    interface Named {
        void put(String name, Subschema schema);
    }

    void named(String keyword, Named use) {
        JsonNode value = node.get(keyword);
        if (value != null) {
            object(keyword, value);
            for (Map.Entry<String, JsonNode> e : value.properties()) {
                use.put(e.getKey(), child(e.getValue(), keyword, e.getKey()));
            }
        }
    }

    List<Subschema> list(String keyword) {
        JsonNode value = node.get(keyword);
        if (value == null || !value.isArray() || value.isEmpty()) {
            throw place.refuse(keyword, "must be a list of at least one schema");
        }
        List<Subschema> all = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            all.add(child(value.get(i), keyword, String.valueOf(i)));
        }
        return all;
    }

    void object(String keyword, JsonNode value) {
        if (!value.isObject()) {
            throw place.refuse(keyword, "must be an object");
        }
    }

    List<String> strings(String keyword, JsonNode value) {
        List<String> all = new ArrayList<>();
        for (JsonNode v : value) {
            if (!v.isTextual()) {
                throw place.refuse(keyword, "must hold names, not " + brief(v));
            }
            all.add(v.asText());
        }
        if (!value.isArray()) {
            throw place.refuse(keyword, "must hold lists of names");
        }
        return all.stream().distinct().toList();
    }

    @Nullable
    BigDecimal number(String keyword) {
        JsonNode value = node.get(keyword);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw place.refuse(keyword, "must be a number");
        }
        BigDecimal d = value.decimalValue();
        if (Math.abs((long) d.precision() - d.scale()) > Numbers.MAX_DIGITS || d.scale() > Numbers.MAX_DIGITS) {
            throw place.refuse(keyword, "is a number of more than %d digits".formatted(Numbers.MAX_DIGITS));
        }
        return d;
    }

    int count(String keyword, int otherwise) {
        JsonNode value = node.get(keyword);
        if (value == null) {
            return otherwise;
        }
        BigDecimal d = value.isNumber() ? value.decimalValue() : null;
        if (d == null || d.signum() < 0 || d.stripTrailingZeros().scale() > 0) {
            throw place.refuse(keyword, "must be an integer of at least 0");
        }
        return d.compareTo(BigDecimal.valueOf(MAX_COUNT)) > 0 ? MAX_COUNT : d.intValue();
    }

    Rx pattern(String keyword, String regex) {
        try {
            return graph.texts().pattern(regex);
        } catch (GrammarTooLargeException e) {
            throw e;
        } catch (FormatException e) {
            throw place.refuse(keyword, "has a regular expression that is refused: " + e.getMessage());
        }
    }

    static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
