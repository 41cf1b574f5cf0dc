package org.menura.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/**
 * Where rows of other layouts have what documents need.
 *
 * @param text field with the text
 * @param id field with the id; where it is missing, the id is the text's SHA-256
 * @param source field with the name of the corpus
 * @param named name of the corpus where rows have none
 */
record Fields(String text, String id, String source, String named) {
    static Fields of(Options options) {
        return new Fields(
                options.text("text", "text"),
                options.text("id", "id"),
                options.text("source_field", "source"),
                options.text("source", ""));
    }

    /** Makes a document of a row: fields that are there already stay in their places. */
    Document document(JsonNode node, String where) {
        if (!(node instanceof ObjectNode row)) {
            throw new FormatException(where + ": holds no JSON object");
        }
        JsonNode words = row.path(text);
        if (!words.isTextual()) {
            throw new FormatException("%s: the field '%s' %s where the text is needed"
                    .formatted(where, text, words.isMissingNode() ? "is missing" : "is no string"));
        }
        if (isDocument(row)) {
            return new Document(row);
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", identity(row, where));
        out.put(Document.TEXT, words.textValue());
        JsonNode from = row.path(source);
        out.put("source", from.isTextual() ? from.textValue() : named);
        row.properties().forEach(field -> {
            boolean taken = field.getKey().equals(text)
                    || field.getKey().equals(id)
                    || field.getKey().equals(source);
            if (!taken && !out.has(field.getKey())) {
                out.set(field.getKey(), field.getValue());
            }
        });
        return new Document(out);
    }

    private boolean isDocument(ObjectNode row) {
        return text.equals(Document.TEXT)
                && id.equals("id")
                && source.equals("source")
                && row.path("id").isTextual()
                && row.path("source").isTextual();
    }

    private String identity(ObjectNode row, String where) {
        JsonNode given = row.path(id);
        if (given.isTextual() || given.isIntegralNumber()) {
            return given.asText();
        }
        if (!given.isMissingNode() && !given.isNull()) {
            throw new FormatException(
                    "%s: the field '%s' is no string or whole number, as an id must be".formatted(where, id));
        }
        return Sha256.of(row.path(text).textValue().getBytes(StandardCharsets.UTF_8));
    }
}
