package org.menura.train;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The loss and metrics of a training step.
 *
 * @param loss the loss before the optimiser step
 * @param tokens number of tokens that went through the model
 * @param metrics other numbers for the log, by name
 */
public record StepResult(double loss, long tokens, SequencedMap<String, Double> metrics) {
    /** Makes a result without further metrics. */
    public static StepResult of(double loss, long tokens) {
        return new StepResult(loss, tokens, new LinkedHashMap<>());
    }
}
