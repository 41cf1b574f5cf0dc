package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes the schemas of Java types; records and sealed interfaces as definitions, so that they may recur. */
final class JavaSchemas {
    private static final Map<Class<?>, String> FORMATS = Map.of(
            LocalDate.class, "date",
            OffsetDateTime.class, "date-time",
            Instant.class, "date-time",
            OffsetTime.class, "time",
            UUID.class, "uuid",
            URI.class, "uri");

    private final JsonNodeFactory make = JsonNodeFactory.instance;
    private final Map<String, JsonNode> definitions = new LinkedHashMap<>();
    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    ObjectNode root(Type type) {
        JsonNode schema = schema(type);
        ObjectNode root = make.objectNode();
        root.put("$schema", Draft.DRAFT_2020_12.uri());
        if (schema.isObject()) {
            root.setAll((ObjectNode) schema);
        }
        if (!definitions.isEmpty()) {
            root.putObject("$defs").setAll(definitions);
        }
        return root;
    }

    private JsonNode schema(Type type) {
        Class<?> c = JavaTypes.raw(type);
        if (c == Object.class || JsonNode.class == c) {
            return BooleanNode.TRUE;
        }
        if (c == boolean.class || c == Boolean.class) {
            return typed("boolean");
        }
        JsonNode number = number(c);
        if (number != null) {
            return number;
        }
        if (c == String.class || c == CharSequence.class) {
            return typed("string");
        }
        if (c == char.class || c == Character.class) {
            return typed("string").put("pattern", "^[\\u0000-\\uFFFF]$");
        }
        if (FORMATS.containsKey(c)) {
            return typed("string").put("format", FORMATS.get(c));
        }
        if (c.isEnum()) {
            ObjectNode s = make.objectNode();
            ArrayNode values = s.putArray("enum");
            for (Object constant : c.getEnumConstants()) {
                values.add(((Enum<?>) constant).name());
            }
            return s;
        }
        if (JavaTypes.optional(type)) {
            throw new IllegalArgumentException(
                    "%s can't be written as JSON but as a component of a record".formatted(type.getTypeName()));
        }
        if (c.isArray() || Collection.class.isAssignableFrom(c)) {
            ObjectNode s = typed("array");
            s.set("items", schema(c.isArray() ? JavaTypes.component(type) : JavaTypes.argument(type, 0)));
            if (Set.class.isAssignableFrom(c)) {
                s.put("uniqueItems", true);
            }
            return s;
        }
        if (Map.class.isAssignableFrom(c)) {
            if (JavaTypes.raw(JavaTypes.argument(type, 0)) != String.class) {
                throw new IllegalArgumentException(
                        "%s can't be written as JSON: a map's keys must be strings".formatted(type.getTypeName()));
            }
            ObjectNode s = typed("object");
            s.set("additionalProperties", schema(JavaTypes.argument(type, 1)));
            return s;
        }
        if (c.isRecord() || c.isSealed() && c.isInterface()) {
            return reference(c);
        }
        throw new IllegalArgumentException(
                "%s can't be written as JSON: use records, enums, sealed interfaces of records, lists, maps, strings, numbers"
                        .formatted(type.getTypeName()));
    }

    private ObjectNode typed(String type) {
        return make.objectNode().put("type", type);
    }

    private @org.jspecify.annotations.Nullable JsonNode number(Class<?> c) {
        if (c == byte.class || c == Byte.class) {
            return range(Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (c == short.class || c == Short.class) {
            return range(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (c == int.class || c == Integer.class) {
            return range(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (c == long.class || c == Long.class) {
            return range(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (c == BigInteger.class) {
            return typed("integer");
        }
        boolean decimal = c == float.class
                || c == Float.class
                || c == double.class
                || c == Double.class
                || c == BigDecimal.class
                || c == Number.class;
        return decimal ? typed("number") : null;
    }

    private ObjectNode range(long low, long high) {
        return typed("integer").put("minimum", low).put("maximum", high);
    }

    private ObjectNode reference(Class<?> c) {
        String name = names.get(c);
        if (name == null) {
            name = c.getSimpleName();
            while (definitions.containsKey(name) || names.containsValue(name)) {
                name += "_";
            }
            names.put(c, name);
            definitions.put(name, c.isRecord() ? record(c, false) : sealed(c));
        }
        return make.objectNode()
                .put("$ref", "#/$defs/" + name.replace("~", "~0").replace("/", "~1"));
    }

    private ObjectNode sealed(Class<?> c) {
        ObjectNode s = make.objectNode();
        ArrayNode options = s.putArray("anyOf");
        JavaTypes.permitted(c).forEach(r -> options.add(record(r, true)));
        return s;
    }

    private ObjectNode record(Class<?> c, boolean told) {
        if (c.getTypeParameters().length > 0) {
            throw new IllegalArgumentException(
                    "%s can't be written as JSON: a record with type parameters".formatted(c.getName()));
        }
        ObjectNode s = typed("object");
        ObjectNode properties = s.putObject("properties");
        ArrayNode required = s.putArray("required");
        if (told) {
            properties.putObject(JavaTypes.KIND).put("const", c.getSimpleName());
            required.add(JavaTypes.KIND);
        }
        for (RecordComponent r : c.getRecordComponents()) {
            if (told && r.getName().equals(JavaTypes.KIND)) {
                throw new IllegalArgumentException(
                        "%s can't be written as JSON: its component \"type\" stands where its class is named"
                                .formatted(c.getName()));
            }
            Type type = r.getGenericType();
            boolean optional = JavaTypes.optional(type);
            JsonNode schema = schema(optional ? JavaTypes.held(type) : type);
            if (JavaTypes.nullable(r)) {
                ObjectNode either = make.objectNode();
                either.putArray("anyOf").add(schema).add(typed("null"));
                schema = either;
            }
            properties.set(r.getName(), schema);
            if (!optional) {
                required.add(r.getName());
            }
        }
        s.put("additionalProperties", false);
        return s;
    }
}
