package org.menura.train.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Collects numbers for the log. */
final class Metrics {
    private final LinkedHashMap<String, Double> values = new LinkedHashMap<>();

    Metrics put(String name, double value) {
        values.put(name, value);
        return this;
    }

    Metrics putAll(Map<String, Double> others) {
        values.putAll(others);
        return this;
    }

    SequencedMap<String, Double> map() {
        return Collections.unmodifiableSequencedMap(values);
    }
}
