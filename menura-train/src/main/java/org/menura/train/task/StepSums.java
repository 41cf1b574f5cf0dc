package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.train.StepResult;
import org.menura.train.objective.Evaluation;

/** The sums of loss, tokens and metrics over a step's parts. */
public final class StepSums {
    private final SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    private double loss;
    private long tokens;

    /** Adds the result of a part, which is one of {@code parts} equal ones. */
    public void add(Evaluation part, int parts, long tokensOfPart) {
        add(part.loss() / parts, tokensOfPart);
        part.metrics().forEach((name, value) -> metric(name, value / parts));
    }

    /** Adds to the loss, and to the tokens that went through the model. */
    public void add(double ofLoss, long ofTokens) {
        loss += ofLoss;
        tokens += ofTokens;
    }

    /** Adds to a metric. */
    public void metric(String name, double value) {
        metrics.merge(name, value, Double::sum);
    }

    /** Returns the sum of a metric; 0 if nothing was added. */
    double sum(String name) {
        return metrics.getOrDefault(name, 0.0);
    }

    /** Puts another value in the place of a metric. */
    void replace(String name, double value) {
        metrics.put(name, value);
    }

    /** Returns the result of the step. */
    public StepResult result() {
        return new StepResult(loss, tokens, metrics);
    }
}
