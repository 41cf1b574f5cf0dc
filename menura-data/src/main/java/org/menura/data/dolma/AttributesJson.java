package org.menura.data.dolma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.format.FormatException;

/** Attributes as Dolma's files have them: {@code {"id": …, "attributes": {"name": [[start, end, score], …]}}}. */
public final class AttributesJson {
    private static final JsonNodeFactory JSON = new JsonNodeFactory(true);

    private AttributesJson() {}

    /** Returns the row of an attributes file. */
    public static ObjectNode row(String id, Attributes attributes) {
        ObjectNode row = JSON.objectNode();
        row.put("id", id);
        row.set("attributes", object(attributes));
        return row;
    }

    /** Returns attributes as an object of lists of spans. */
    public static ObjectNode object(Attributes attributes) {
        ObjectNode out = JSON.objectNode();
        attributes.spans().forEach((name, spans) -> {
            ArrayNode list = out.putArray(name);
            for (Span span : spans) {
                list.addArray().add(span.start()).add(span.end()).add(score(span.score()));
            }
        });
        return out;
    }

    /** Returns a document with attributes in its field of that name, beside those that it has there. */
    public static Document into(Document document, Attributes attributes) {
        ObjectNode all = JSON.objectNode();
        if (document.row().path("attributes") instanceof ObjectNode before) {
            all.setAll(before);
        }
        all.setAll(object(attributes));
        return document.with("attributes", all);
    }

    private static JsonNode score(double score) {
        double rounded = Span.round(score);
        if (!Double.isFinite(rounded)) {
            return JSON.nullNode(); // JSON has no such number
        }
        BigDecimal digits = BigDecimal.valueOf(rounded == 0 ? 0.0 : rounded);
        return JSON.numberNode(digits.scale() < 1 ? digits.setScale(1) : digits);
    }

    /**
     * Reads an object of lists of spans.
     *
     * @param where file and line, for messages
     */
    public static Attributes read(JsonNode object, String where) {
        SequencedMap<String, List<Span>> spans = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            List<Span> list = new ArrayList<>();
            for (JsonNode span : field.getValue()) {
                if (!span.isArray()
                        || span.size() < 3
                        || !span.path(0).canConvertToInt()
                        || !span.path(1).canConvertToInt()) {
                    throw new FormatException("%s: the attribute '%s' holds %s where [start, end, score] is needed"
                            .formatted(where, field.getKey(), span));
                }
                list.add(new Span(
                        span.get(0).intValue(),
                        span.get(1).intValue(),
                        span.get(2).isNull() ? Double.NaN : span.get(2).doubleValue()));
            }
            spans.put(field.getKey(), list);
        });
        return new Attributes(spans);
    }

    /**
     * Reads a row of an attributes file.
     *
     * @param id the id of the document in the same place
     * @throws FormatException if the row is another document's, or has no attributes
     */
    public static Attributes readRow(byte[] line, String id, String where) {
        JsonNode row = DocumentJson.parse(line, where);
        if (!row.path("id").asText().equals(id)) {
            throw new FormatException(
                    "%s: the id is '%s', but the document in this place has '%s'; attributes must have the rows of their documents, in their order"
                            .formatted(where, row.path("id").asText(), id));
        }
        if (!row.path("attributes").isObject()) {
            throw new FormatException("%s: has no object 'attributes'".formatted(where));
        }
        return read(row.get("attributes"), where);
    }
}
