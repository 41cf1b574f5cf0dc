package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The loss and metrics of one step of a run: a line of {@code metrics.jsonl}. It holds no times, so that a run that is
 * repeated writes the same bytes.
 *
 * @param step from 1 on
 * @param loss that was minimised, averaged over the step's batch
 * @param learningRate of this step
 * @param gradNorm Euclidean norm of all gradients before they were clipped
 * @param tokens seen since the start of the run, this step's included
 * @param metrics others by name, in the order in which they are written
 */
public record StepRecord(
        long step, double loss, double learningRate, double gradNorm, long tokens, Map<String, Double> metrics) {
    private static final String STEP = "step";
    private static final String LOSS = "loss";
    private static final String RATE = "lr";
    private static final String NORM = "grad_norm";
    private static final String TOKENS = "tokens";
    private static final Set<String> OWN = Set.of(STEP, LOSS, RATE, NORM, TOKENS);

    /**
     * Checks the step and the names.
     *
     * @throws IllegalArgumentException if the step is not positive, or a metric has the name of a field
     */
    public StepRecord {
        if (step < 1) {
            throw new IllegalArgumentException("step " + step + " of a record is not positive");
        }
        for (String name : metrics.keySet()) {
            if (OWN.contains(name)) {
                throw new IllegalArgumentException("a metric can't have the name " + name + " of a record's field");
            }
        }
        SequencedMap<String, Double> copy = new LinkedHashMap<>(metrics);
        metrics = Collections.unmodifiableMap(copy);
    }

    /** Makes a record without further metrics. */
    public StepRecord(long step, double loss, double learningRate, double gradNorm, long tokens) {
        this(step, loss, learningRate, gradNorm, tokens, Map.of());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(STEP, step)
                .put(LOSS, loss)
                .put(RATE, learningRate)
                .put(NORM, gradNorm)
                .put(TOKENS, tokens);
        metrics.forEach(json::put);
        return json;
    }

    static StepRecord of(JsonNode json, String where) {
        Fields fields = new Fields(json, where);
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        json.properties().forEach(e -> {
            if (!OWN.contains(e.getKey())) {
                metrics.put(e.getKey(), fields.number(e.getKey()));
            }
        });
        return new StepRecord(
                fields.positive(STEP),
                fields.number(LOSS),
                fields.number(RATE),
                fields.number(NORM),
                fields.whole(TOKENS),
                metrics);
    }
}
