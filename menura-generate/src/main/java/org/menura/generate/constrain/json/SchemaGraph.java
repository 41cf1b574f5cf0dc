package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.menura.generate.constrain.grammar.RxContext;

/** The schemas of a document and of those it refers to: each place and scope once. */
final class SchemaGraph {
    private final SchemaDocuments documents;
    private final SchemaOptions options;
    private final Texts texts;
    private final Numbers numbers;
    private final Map<Key, Subschema> known = new HashMap<>();
    private final Map<JsonNode, Subschema> constants = new HashMap<>();
    private final Subschema root;

    private record Key(Place place, Scope scope) {}

    SchemaGraph(JsonNode schema, SchemaOptions options, RxContext rx) {
        this.options = options;
        this.texts = new Texts(rx);
        this.numbers = new Numbers(rx);
        this.documents = new SchemaDocuments(options.documents(), options.draft());
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new SchemaException("", "#", "a schema is an object, true or false");
        }
        this.root = at(documents.main(schema), Scope.EMPTY);
    }

    Subschema root() {
        return root;
    }

    SchemaOptions options() {
        return options;
    }

    Texts texts() {
        return texts;
    }

    Numbers numbers() {
        return numbers;
    }

    SchemaDocuments documents() {
        return documents;
    }

    Subschema at(Place place, Scope scope) {
        Scope within = scope.enter(place.resource());
        return known.computeIfAbsent(new Key(place, within), k -> new Subschema(this, place, within));
    }

    /** The schema that a value alone is valid against. */
    Subschema constant(JsonNode value) {
        return constants.computeIfAbsent(value, v -> {
            SchemaDocuments own = new SchemaDocuments(Map.of(), Draft.DRAFT_2020_12);
            return new Subschema(this, own.main(schemaOf(v)), Scope.EMPTY);
        });
    }

    /** The members or items of a constant are constants; the schema spells out one level. */
    private static JsonNode schemaOf(JsonNode value) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        ObjectNode schema = make.objectNode();
        if (value.isObject()) {
            schema.put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = schema.putArray("required");
            for (Map.Entry<String, JsonNode> e : value.properties()) {
                properties.set(e.getKey(), make.objectNode().set("const", e.getValue()));
                required.add(e.getKey());
            }
            schema.set("additionalProperties", BooleanNode.FALSE);
        } else if (value.isArray()) {
            schema.put("type", "array");
            if (!value.isEmpty()) {
                ArrayNode prefix = schema.putArray("prefixItems");
                value.forEach(v -> prefix.add(make.objectNode().set("const", v)));
            }
            schema.set("items", BooleanNode.FALSE);
            schema.set("minItems", make.numberNode(value.size()));
        } else {
            schema.set("const", value);
        }
        return schema;
    }
}
