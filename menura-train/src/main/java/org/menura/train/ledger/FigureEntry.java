package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Sha256;

/**
 * Figures that were measured together: a line of {@code figures.jsonl}.
 *
 * @param number of the entry in its ledger, from 1
 * @param previous SHA-256 of the entry before; zeros for the first
 * @param kind of what was measured: {@code train}, {@code energy}, {@code eval}, the name of a suite
 * @param name of the task, or of what was measured
 * @param values the figures by name
 * @param facts what they are figures of: model, data, program, settings
 */
public record FigureEntry(
        long number, String previous, String kind, String name, Map<String, Double> values, ObjectNode facts) {
    static final String FIRST = "0".repeat(64);
    private static final String HASH = "sha256";

    /** Makes the table of figures immutable. */
    public FigureEntry {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the SHA-256 of all that the entry says, with that of the entry before it. */
    public String sha256() {
        return Sha256.of(body().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a fact that is a text. */
    public @Nullable String fact(String field) {
        JsonNode value = facts.path(field);
        return value.isTextual() ? value.textValue() : null;
    }

    private ObjectNode body() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", number).put("previous", previous).put("kind", kind).put("name", name);
        ObjectNode figures = json.putObject("values");
        values.forEach((key, value) -> {
            if (Double.isFinite(value)) {
                figures.put(key, value);
            } else {
                figures.put(key, value.toString());
            }
        });
        json.set("facts", facts);
        return json;
    }

    ObjectNode toJson() {
        String hash = sha256();
        return body().put(HASH, hash);
    }

    static FigureEntry of(JsonNode json, String where) {
        Fields fields = new Fields(json, where);
        Map<String, Double> values = new LinkedHashMap<>();
        Fields figures = fields.object("values");
        figures.names().forEach(name -> values.put(name, figures.number(name)));
        return new FigureEntry(
                fields.positive("number"),
                fields.text("previous"),
                fields.text("kind"),
                fields.text("name"),
                values,
                fields.node("facts"));
    }

    /** Returns the hash that a line of a ledger claims to have. */
    static String claimed(JsonNode json, String where) {
        return new Fields(json, where).text(HASH);
    }
}
