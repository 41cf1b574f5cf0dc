package org.menura.agent.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.constrain.json.JsonType;

/** A parameter of a method as a member of the arguments: one type gives its schema, its grammar and its value. */
record ArgumentType(String name, Type type, boolean optional, boolean nullable, String description) {
    private static final String DEFINITIONS = "$defs";

    static ArgumentType of(Parameter p, String method) {
        Param named = p.getAnnotation(Param.class);
        String name = named != null && !named.value().isEmpty() ? named.value() : p.isNamePresent() ? p.getName() : "";
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "a parameter of %s has no name: write @Param(\"name\") before it, or compile with -parameters"
                            .formatted(method));
        }
        boolean optional = p.getType() == Optional.class;
        Type type = optional && p.getParameterizedType() instanceof ParameterizedType t
                ? t.getActualTypeArguments()[0]
                : p.getParameterizedType();
        return new ArgumentType(
                name,
                type,
                optional,
                isNullable(p) || isNullable(p.getAnnotatedType()),
                named == null ? "" : named.description());
    }

    private static boolean isNullable(AnnotatedElement e) {
        return Arrays.stream(e.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(a -> a.getSimpleName().equals("Nullable"));
    }

    /** Adds this member to a schema of an object. */
    void describe(ObjectNode root) {
        ObjectNode own = (ObjectNode) JsonType.of(type).schema().json().deepCopy();
        own.remove("$schema");
        JsonNode definitions = own.remove(DEFINITIONS);
        if (definitions != null) {
            lift(definitions, root);
        }
        JsonNode schema = own;
        if (nullable) {
            ObjectNode either = JsonNodeFactory.instance.objectNode();
            either.putArray("anyOf")
                    .add(own)
                    .add(JsonNodeFactory.instance.objectNode().put("type", "null"));
            schema = either;
        }
        if (!description.isEmpty()) {
            ((ObjectNode) schema).put("description", description);
        }
        root.withObject("/properties").set(name, schema);
        if (!optional && !nullable) {
            ArrayNode required = root.withArray("/required");
            required.add(name);
        }
    }

    private void lift(JsonNode definitions, ObjectNode root) {
        ObjectNode all = root.withObject("/" + DEFINITIONS);
        for (Map.Entry<String, JsonNode> e : definitions.properties()) {
            JsonNode there = all.get(e.getKey());
            if (there != null && !there.equals(e.getValue())) {
                throw new IllegalArgumentException(
                        "two types of the arguments are called %s; rename one".formatted(e.getKey()));
            }
            all.set(e.getKey(), e.getValue());
        }
    }

    /**
     * Reads the member.
     *
     * @throws FormatException if it is none of this type
     */
    @Nullable
    Object read(JsonNode arguments) {
        JsonNode member = arguments.get(name);
        boolean missing = member == null || member.isNull();
        if (optional) {
            return missing ? Optional.empty() : Optional.of(JsonType.of(type).read(member));
        }
        if (missing && nullable) {
            return null;
        }
        if (member == null) {
            throw new FormatException("the argument '%s' is missing".formatted(name));
        }
        try {
            return JsonType.of(type).read(member);
        } catch (FormatException e) {
            throw new FormatException("the argument '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Writes descriptions of a record's components into its schema. */
    static void describe(Class<?> type, JsonNode schema) {
        for (RecordComponent c : type.getRecordComponents()) {
            Param param = c.getAnnotation(Param.class);
            if (param != null
                    && !param.description().isEmpty()
                    && schema.path("properties").path(c.getName()) instanceof ObjectNode member) {
                member.put("description", param.description());
            }
        }
    }
}
