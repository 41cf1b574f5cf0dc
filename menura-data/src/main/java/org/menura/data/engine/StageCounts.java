package org.menura.data.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What a stage did, in rows. */
public final class StageCounts {
    private long in;
    private long out;
    private long touched;
    private final TreeMap<String, Long> dropped = new TreeMap<>();

    /** Returns the number of rows that came in. */
    public long in() {
        return in;
    }

    /** Returns the number of rows that went on. */
    public long out() {
        return out;
    }

    /** Returns the number of rows that were dropped or changed, or about which something was said. */
    public long touched() {
        return touched;
    }

    /** Returns the number of dropped rows by reason. */
    public Map<String, Long> dropped() {
        return dropped;
    }

    void keep(boolean changed) {
        in++;
        out++;
        touched += changed ? 1 : 0;
    }

    void drop(String reason) {
        in++;
        touched++;
        dropped.merge(reason, 1L, Long::sum);
    }

    void add(StageCounts other) {
        in += other.in;
        out += other.out;
        touched += other.touched;
        other.dropped.forEach((reason, n) -> dropped.merge(reason, n, Long::sum));
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("in", in).put("out", out).put("touched", touched);
        ObjectNode reasons = node.putObject("dropped");
        dropped.forEach(reasons::put);
        return node;
    }

    static StageCounts of(JsonNode node) {
        StageCounts counts = new StageCounts();
        counts.in = node.path("in").asLong();
        counts.out = node.path("out").asLong();
        counts.touched = node.path("touched").asLong();
        node.path("dropped")
                .properties()
                .forEach(e -> counts.dropped.put(e.getKey(), e.getValue().asLong()));
        return counts;
    }
}
