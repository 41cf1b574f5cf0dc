package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Draws schemas of most keywords, small enough to have short instances. */
final class RandomSchemas {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "ab");
    private static final List<String> TYPES =
            List.of("null", "boolean", "integer", "number", "string", "array", "object");
    private static final List<String> PATTERNS =
            List.of("^a", "b$", "^[a-c]*$", "a|b", "^\\d{2,4}$", "c", "^(?!a)", "^.{2,5}$");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-2",
            "2.5",
            "\"\"",
            "\"a\"",
            "\"ab\"",
            "\"12\"",
            "[]",
            "{}",
            "[1,\"a\"]",
            "{\"a\":1}",
            "{\"a\":\"a\",\"b\":null}");

    private final Random random;
    private final JsonNodeFactory make = JsonNodeFactory.instance;

    RandomSchemas(long seed) {
        random = new Random(seed);
    }

    ObjectNode root() {
        ObjectNode s = schema(3);
        s.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        if (random.nextInt(3) == 0) {
            ObjectNode defs = s.putObject("$defs");
            defs.set("x", schema(2));
            defs.set("y", schema(1));
        }
        return s;
    }

    private JsonNode part(int depth) {
        int r = random.nextInt(12);
        if (r == 0) {
            return make.booleanNode(random.nextInt(3) > 0);
        }
        return schema(depth);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private JsonNode value() {
        return ExactJson.parse(any(VALUES), "value");
    }

    private ObjectNode schema(int depth) {
        ObjectNode s = make.objectNode();
        String type = any(TYPES);
        if (random.nextInt(5) > 0) {
            if (random.nextInt(4) == 0) {
                ArrayNode types = s.putArray("type");
                types.add(type);
                String other = any(TYPES);
                if (!other.equals(type)) {
                    types.add(other);
                }
            } else {
                s.put("type", type);
            }
        }
        int keywords = random.nextInt(4);
        for (int i = 0; i < keywords; i++) {
            keyword(s, type, depth);
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            combine(s, depth - 1);
        }
        if (random.nextInt(12) == 0) {
            s.set("const", value());
        } else if (random.nextInt(8) == 0) {
            ArrayNode list = s.putArray("enum");
            for (int i = 0; i < 3; i++) {
                list.add(value());
            }
        }
        return s;
    }

    private void keyword(ObjectNode s, String type, int depth) {
        switch (type) {
            case "integer", "number" -> number(s);
            case "string" -> string(s);
            case "array" -> array(s, depth - 1);
            case "object" -> object(s, depth - 1);
            default -> {}
        }
    }

    private void number(ObjectNode s) {
        double bound = (random.nextInt(80) - 40) / 4.0;
        switch (random.nextInt(5)) {
            case 0 -> s.put("minimum", bound);
            case 1 -> s.put("maximum", bound);
            case 2 -> s.put("exclusiveMinimum", bound);
            case 3 -> s.put("exclusiveMaximum", bound);
            default -> s.put("multipleOf", any(List.of(0.5, 1.0, 2.0, 3.0, 0.01)));
        }
    }

    private void string(ObjectNode s) {
        switch (random.nextInt(3)) {
            case 0 -> s.put("minLength", random.nextInt(4));
            case 1 -> s.put("maxLength", random.nextInt(6));
            default -> s.put("pattern", any(PATTERNS));
        }
    }

    private void array(ObjectNode s, int depth) {
        switch (random.nextInt(8)) {
            case 0 -> s.put("minItems", random.nextInt(3));
            case 1 -> s.put("maxItems", random.nextInt(5));
            case 2 -> s.set("items", part(Math.max(0, depth)));
            case 3 -> {
                ArrayNode list = s.putArray("prefixItems");
                list.add(part(Math.max(0, depth)));
                list.add(part(Math.max(0, depth)));
            }
            case 4 -> s.set("contains", part(Math.max(0, depth)));
            case 5 -> {
                s.set("contains", part(Math.max(0, depth)));
                s.put("minContains", random.nextInt(3));
                s.put("maxContains", 1 + random.nextInt(3));
            }
            case 6 -> s.set("unevaluatedItems", part(Math.max(0, depth)));
            default -> {
                s.put("uniqueItems", true);
                if (random.nextInt(3) > 0) {
                    s.set("items", part(Math.max(0, depth)));
                }
            }
        }
    }

    private void object(ObjectNode s, int depth) {
        int d = Math.max(0, depth);
        switch (random.nextInt(11)) {
            case 0, 1, 2 -> {
                ObjectNode p = s.putObject("properties");
                p.set(any(NAMES), part(d));
                p.set(any(NAMES), part(d));
                p.set(any(NAMES), part(d));
            }
            case 3 -> s.putObject("patternProperties").set(any(PATTERNS), part(d));
            case 4 -> s.set("additionalProperties", part(d));
            case 5 -> s.putArray("required").add(any(NAMES));
            case 6 -> s.put("minProperties", random.nextInt(3));
            case 7 -> s.put("maxProperties", random.nextInt(4));
            case 8 -> s.putObject("propertyNames").put("pattern", any(PATTERNS));
            case 9 -> {
                s.putObject("dependentRequired").putArray(any(NAMES)).add(any(NAMES));
                s.putObject("dependentSchemas").set(any(NAMES), part(d));
            }
            default -> s.set("unevaluatedProperties", part(d));
        }
    }

    private void combine(ObjectNode s, int depth) {
        switch (random.nextInt(6)) {
            case 0 -> list(s, "allOf", depth);
            case 1 -> list(s, "anyOf", depth);
            case 2 -> list(s, "oneOf", depth);
            case 3 -> s.set("not", part(depth));
            case 4 -> {
                s.set("if", part(depth));
                s.set("then", part(depth));
                s.set("else", part(depth));
            }
            default -> list(s, "anyOf", depth);
        }
    }

    private void list(ObjectNode s, String keyword, int depth) {
        ArrayNode all = s.putArray(keyword);
        int n = 2 + random.nextInt(2);
        for (int i = 0; i < n; i++) {
            all.add(part(depth));
        }
    }
}
