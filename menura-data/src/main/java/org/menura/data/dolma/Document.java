package org.menura.data.dolma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document in Dolma's layout: a row with the keys {@code id, text, source, added, created, metadata}, and any others,
 * which are kept. Immutable: what changes a document makes another one, and nobody changes {@link #row()}.
 *
 * @param row all fields in the order of the file; {@code id}, {@code text} and {@code source} are strings
 */
public record Document(ObjectNode row) {
    /** The name of the field with the text. */
    public static final String TEXT = "text";

    /** Creates a document of the three fields that each has. */
    public static Document of(String id, String text, String source) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", id).put(TEXT, text).put("source", source);
        return new Document(row);
    }

    /** Returns the document's name, which is unique within its source. */
    public String id() {
        return row.path("id").asText();
    }

    /** Returns the text. */
    public String text() {
        return row.path(TEXT).asText();
    }

    /** Returns the name of the corpus that the document is from. */
    public String source() {
        return row.path("source").asText();
    }

    /** Returns when the document was added to its corpus, as the file has it. */
    public @Nullable String added() {
        return row.path("added").textValue();
    }

    /** Returns when the document was written, as the file has it. */
    public @Nullable String created() {
        return row.path("created").textValue();
    }

    /** Returns a field of the metadata, such as {@code url}; a missing node if it is not there. */
    public JsonNode metadata(String name) {
        return row.path("metadata").path(name);
    }

    /** Returns the document with another text. */
    public Document withText(String text) {
        return text.equals(text()) ? this : with(TEXT, JsonNodeFactory.instance.textNode(text));
    }

    /** Returns the document with a field set, in its place if it has one, else behind all others. */
    public Document with(String field, JsonNode value) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.setAll(row);
        copy.set(field, value);
        return new Document(copy);
    }

    /** Returns the document without fields; itself if it has none of them. */
    public Document without(List<String> fields) {
        if (fields.stream().noneMatch(row::has)) {
            return this;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.setAll(row);
        copy.remove(fields);
        return new Document(copy);
    }

    /** Returns the document with a field of the metadata set. */
    public Document withMetadata(String name, JsonNode value) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        if (row.path("metadata") instanceof ObjectNode before) {
            metadata.setAll(before);
        }
        metadata.set(name, value);
        return with("metadata", metadata);
    }
}
