package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How an update learns.
 *
 * @param steps of the optimiser
 * @param sequences of a step
 * @param length of a sequence in tokens
 * @param rate learning rate
 * @param rank of the adapter (of the first update; later ones go on with it)
 * @param alpha of the adapter
 * @param seed of the order of documents and of what is held out
 * @param heldOut share of the new documents that is held out
 * @param rehearsal share of the examples that comes from earlier updates and files to rehearse, where there are any
 * @param tolerance with which the held-out part of this update is retained later
 */
public record LearnOptions(
        long steps,
        int sequences,
        int length,
        double rate,
        int rank,
        double alpha,
        long seed,
        double heldOut,
        double rehearsal,
        double tolerance) {
    /** Checks the numbers. */
    public LearnOptions {
        if (steps < 1 || sequences < 1 || length < 2 || rank < 1) {
            throw new IllegalArgumentException("steps, sequences and rank are at least 1, a length at least 2");
        }
        if (!(rate > 0) || !(alpha > 0) || !(tolerance >= 0)) {
            throw new IllegalArgumentException("the rate and alpha are above 0, the tolerance not below");
        }
        if (!(heldOut > 0 && heldOut < 1) || !(rehearsal >= 0 && rehearsal < 1)) {
            throw new IllegalArgumentException("shares are below 1, and what is held out is above 0");
        }
    }

    /** Returns usual options for small data. */
    public static LearnOptions defaults() {
        return new LearnOptions(100, 8, 128, 1e-3, 8, 16, 0, 0.2, 0.25, 0.05);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("steps", steps)
                .put("sequences", sequences)
                .put("length", length)
                .put("rate", rate);
        json.put("rank", rank).put("alpha", alpha).put("seed", seed).put("held_out", heldOut);
        return json.put("rehearsal", rehearsal).put("tolerance", tolerance);
    }

    static LearnOptions of(JsonNode json) {
        return new LearnOptions(
                json.path("steps").asLong(),
                json.path("sequences").asInt(),
                json.path("length").asInt(),
                json.path("rate").asDouble(),
                json.path("rank").asInt(),
                json.path("alpha").asDouble(),
                json.path("seed").asLong(),
                json.path("held_out").asDouble(),
                json.path("rehearsal").asDouble(),
                json.path("tolerance").asDouble());
    }
}
