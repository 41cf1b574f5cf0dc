package org.menura.train;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What came out of a step.
 *
 * @param loss what was minimised, before the step
 * @param tokens how many went through the model
 * @param metrics other numbers for the log, by name
 */
public record StepResult(double loss, long tokens, SequencedMap<String, Double> metrics) {
    /** A result without other numbers. */
    public static StepResult of(double loss, long tokens) {
        return new StepResult(loss, tokens, new LinkedHashMap<>());
    }
}
