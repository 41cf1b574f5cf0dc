package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of an evaluation during a run: a line of {@code evaluations.jsonl}.
 *
 * @param step after which it was made; 0 before the first
 * @param name of the evaluation
 * @param metrics by name, in the order in which they are written
 */
public record EvaluationRecord(long step, String name, Map<String, Double> metrics) {
    /**
     * Checks the step.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public EvaluationRecord {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + " of an evaluation is negative");
        }
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("step", step).put("name", name);
        ObjectNode values = json.putObject("metrics");
        metrics.forEach(values::put);
        return json;
    }

    static EvaluationRecord of(JsonNode json, String where) {
        Fields fields = new Fields(json, where);
        Map<String, Double> metrics = new LinkedHashMap<>();
        Fields values = fields.object("metrics");
        values.names().forEach(name -> metrics.put(name, values.number(name)));
        return new EvaluationRecord(fields.whole("step"), fields.text("name"), metrics);
    }
}
