package org.menura.eval.evolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of one instruction in one round: an entry of the ledger.
 *
 * @param round counted from 1
 * @param seed index of the seed
 * @param from id of what was changed
 * @param operation its name
 * @param evolved what the teacher wrote
 * @param judgement what it said to the change; null if it was not asked
 * @param answer to the changed instruction; null if it was not asked
 * @param verdict {@link #KEPT}, or why it was eliminated
 */
public record EvolutionStep(
        int round,
        int seed,
        String from,
        String operation,
        String evolved,
        @Nullable String judgement,
        @Nullable String answer,
        String verdict) {
    /** The verdict of what stays. */
    public static final String KEPT = "kept";

    /** Returns whether the instruction and its answer stay. */
    public boolean isKept() {
        return verdict.equals(KEPT);
    }

    /** Returns how often the teacher was asked. */
    public int calls() {
        return 1 + (judgement == null ? 0 : 1) + (answer == null ? 0 : 1);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("event", "step");
        json.put("round", round).put("seed", seed).put("from", from).put("operation", operation);
        json.put("evolved", evolved);
        if (judgement != null) {
            json.put("judgement", judgement);
        }
        if (answer != null) {
            json.put("answer", answer);
        }
        return json.put("verdict", verdict);
    }

    static EvolutionStep of(JsonNode json) {
        return new EvolutionStep(
                json.path("round").asInt(),
                json.path("seed").asInt(),
                json.path("from").asText(),
                json.path("operation").asText(),
                json.path("evolved").asText(),
                json.has("judgement") ? json.path("judgement").asText() : null,
                json.has("answer") ? json.path("answer").asText() : null,
                json.path("verdict").asText());
    }
}
