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

    /** JSON that a schema (2020-12 or draft 7) accepts. */
    record Schema(JsonNode schema) implements TextForm {}
}
