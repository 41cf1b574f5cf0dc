package org.menura.train.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * The state of a run beside its tensors, from which it resumes as if it had never stopped.
 *
 * @param step that was finished last
 * @param tokens seen so far
 * @param data position in the data, in fields of the reader's own
 * @param randoms generators by name
 * @param extra anything else that the trainer keeps, such as a running reward
 */
public record RunState(long step, long tokens, ObjectNode data, Map<String, RngState> randoms, ObjectNode extra) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public RunState {
        if (step < 0 || tokens < 0) {
            throw new IllegalArgumentException("step %d or tokens %d of a run is negative".formatted(step, tokens));
        }
        randoms = Collections.unmodifiableMap(new LinkedHashMap<>(randoms));
    }

    /** Makes a state without extra fields. */
    public RunState(long step, long tokens, ObjectNode data, Map<String, RngState> randoms) {
        this(step, tokens, data, randoms, JsonNodeFactory.instance.objectNode());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("step", step).put("tokens", tokens).set("data", data);
        ObjectNode generators = json.putObject("random");
        randoms.forEach((name, r) -> generators
                .putObject(name)
                .put("seed", r.seed())
                .put("stream", r.stream())
                .put("position", r.position()));
        json.set("extra", extra);
        return json;
    }

    static RunState of(Fields json) {
        Map<String, RngState> randoms = new LinkedHashMap<>();
        Fields generators = json.object("random");
        for (String name : generators.names()) {
            Fields r = generators.object(name);
            if (r.bits("position") < 0) {
                throw new FormatException("%s: the random stream %s stands at a negative position; the file is damaged"
                        .formatted(json.where(), name));
            }
            randoms.put(name, new RngState(r.bits("seed"), r.bits("stream"), r.bits("position")));
        }
        return new RunState(json.whole("step"), json.whole("tokens"), json.node("data"), randoms, json.node("extra"));
    }
}
