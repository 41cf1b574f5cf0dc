package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;

/** The form that an answer's text must have. */
public sealed interface TextForm {
    /** Any text. */
    TextForm FREE = new Free();
    /** A JSON object. */
    TextForm JSON = new JsonObject();

    /** Any text. */
    record Free() implements TextForm {}

    /** A JSON object. */
    record JsonObject() implements TextForm {}

    /**
     * JSON that a schema of draft 4 to 2020-12 accepts.
     *
     * @param schema an object that it lists {@code properties} of has no others, unless it says {@code additionalProperties} or
     *     combines schemas
     */
    record Schema(JsonNode schema) implements TextForm {}
}
