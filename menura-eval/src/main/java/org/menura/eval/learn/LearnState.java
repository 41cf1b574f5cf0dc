package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Where a folder of gated learning stands; it follows from the ledger alone. */
final class LearnState {
    static final String EVENT = "event";
    static final String BEGIN = "begin";
    static final String UPDATE = "update";
    static final String TRAINED = "trained";
    static final String DECISION = "decision";
    static final String ROLLBACK = "rollback";
    static final String KEPT = "kept";

    private final List<JsonNode> entries;
    private final SequencedMap<Integer, JsonNode> updates = new LinkedHashMap<>();
    private final Map<Integer, JsonNode> decisions = new LinkedHashMap<>();
    private final Map<Integer, JsonNode> trained = new LinkedHashMap<>();
    private int current;

    LearnState(List<JsonNode> entries) {
        this.entries = entries;
        for (JsonNode e : entries) {
            int number = e.path("number").asInt();
            switch (e.path(EVENT).asText()) {
                case UPDATE -> updates.put(number, e);
                case TRAINED -> trained.put(number, e);
                case DECISION -> {
                    decisions.put(number, e);
                    if (e.path("verdict").asText().equals(KEPT)) {
                        current = number;
                    }
                }
                case ROLLBACK -> current = e.path("to").asInt();
                default -> {}
            }
        }
    }

    boolean isBegun() {
        return !entries.isEmpty();
    }

    /** What the folder began with. */
    JsonNode begin() {
        return entries.getFirst();
    }

    /** The number of the update that is used; 0 for the model itself. */
    int current() {
        return current;
    }

    /** The updates in their order. */
    List<Integer> numbers() {
        return List.copyOf(updates.keySet());
    }

    JsonNode update(int number) {
        return Objects.requireNonNull(updates.get(number));
    }

    @Nullable
    JsonNode decision(int number) {
        return decisions.get(number);
    }

    boolean isTrained(int number) {
        return trained.containsKey(number);
    }

    /** The hash of the weights of an update's adapter. */
    String adapterHash(int number) {
        return Objects.requireNonNull(trained.get(number))
                .path("adapter_sha256")
                .asText();
    }

    /** Whether an update was kept when it was decided on. */
    boolean isKept(int number) {
        JsonNode decision = decisions.get(number);
        return decision != null && decision.path("verdict").asText().equals(KEPT);
    }

    /** The update that was begun and not decided on; 0 if there is none. */
    int pending() {
        if (updates.isEmpty() || decisions.containsKey(updates.lastEntry().getKey())) {
            return 0;
        }
        return updates.lastEntry().getKey();
    }

    /** The updates that the current one rests on, and itself, oldest first. */
    List<Integer> chain() {
        return chain(current);
    }

    /** The updates that one rests on, and itself, oldest first. */
    List<Integer> chain(int of) {
        List<Integer> chain = new ArrayList<>();
        for (int at = of; at > 0; at = update(at).path("from").asInt()) {
            chain.addFirst(at);
        }
        return chain;
    }
}
