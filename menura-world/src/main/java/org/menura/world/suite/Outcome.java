package org.menura.world.suite;

import java.util.Map;

/**
 * What came of a trial.
 *
 * @param passed whether the task is solved
 * @param score in 0…1: 1 if passed, a part where the suite gives parts
 * @param metrics further numbers by name, averaged over tasks in reports
 */
public record Outcome(boolean passed, double score, Map<String, Double> metrics) {
    public Outcome {
        metrics = Map.copyOf(metrics);
    }

    /** Creates an outcome that is solved or not. */
    public static Outcome of(boolean passed) {
        return new Outcome(passed, passed ? 1 : 0, Map.of());
    }
}
