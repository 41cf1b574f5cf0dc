package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import org.menura.format.FormatException;

/**
 * A Java type as JSON: the schema that its values are written by, and values from and to their texts. Known are records,
 * enums, sealed interfaces of these (told apart by a member {@code type}, the simple name of the class), {@code Optional}
 * (a member that may be missing), lists, sets, arrays, maps by strings, strings, characters, numbers, booleans, dates, times
 * of day, {@code UUID}, {@code URI}, and {@code JsonNode} for any value. Components annotated {@code Nullable} may be null.
 *
 * <pre>{@code
 * record City(String name, int inhabitants, Optional<String> mayor) {}
 *
 * JsonType<City> type = JsonType.of(City.class);
 * Grammar grammar = type.schema().compile();
 * City city = type.read("{\"name\":\"Graz\",\"inhabitants\":303270}");
 * }</pre>
 *
 * @param <T> the type
 */
public final class JsonType<T> {
    private final Type type;
    private final JsonSchema schema;

    private JsonType(Type type) {
        this.type = type;
        this.schema = JsonSchema.of(new JavaSchemas().root(type));
    }

    /**
     * Returns the JSON of a class.
     *
     * @throws IllegalArgumentException if it, or a type in it, can't be written as JSON, naming it
     */
    public static <T> JsonType<T> of(Class<T> type) {
        return new JsonType<>(type);
    }

    /**
     * Returns the JSON of a type, which may be generic.
     *
     * @throws IllegalArgumentException if it, or a type in it, can't be written as JSON, naming it
     */
    public static JsonType<?> of(Type type) {
        return new JsonType<>(type);
    }

    /** Returns the schema, of draft 2020-12. */
    public JsonSchema schema() {
        return schema;
    }

    /**
     * Reads a value from its text.
     *
     * @throws org.menura.format.FormatException if the text is no JSON of this type, saying where
     */
    public T read(String json) {
        return read(ExactJson.parse(json, "value"));
    }

    /**
     * Reads a value.
     *
     * @throws org.menura.format.FormatException if it is none of this type, saying where
     */
    @SuppressWarnings("unchecked") // the reader makes what the type says
    public T read(JsonNode json) {
        Object value = new JavaReader().read(json, type, "#");
        if (value == null) {
            throw new FormatException("value at #: not of type " + type.getTypeName());
        }
        return (T) value;
    }

    /** Writes a value as its text, without white space. */
    public String write(T value) {
        StringBuilder out = new StringBuilder();
        JavaWriter.write(value, type, out);
        return out.toString();
    }
}
