package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.train.StepResult;
import org.menura.train.objective.Evaluation;

/** The results of a step's parts, put together. */
final class Sums {
    private final SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    private double loss;
    private long tokens;

    /** Adds a part, which is one of {@code parts} equal ones. */
    void add(Evaluation part, int parts, long tokensOfPart) {
        loss += part.loss() / parts;
        tokens += tokensOfPart;
        part.metrics().forEach((name, value) -> metrics.merge(name, value / parts, Double::sum));
    }

    /**
     * Adds a part whose loss is a share of the whole already, and whose metrics count by {@code weight}; its number of
     * tokens is no mean.
     */
    void addShare(Evaluation part, double weight, long tokensOfPart) {
        loss += part.loss();
        tokens += tokensOfPart;
        part.metrics().forEach((name, value) -> {
            if (!name.equals("tokens")) {
                metrics.merge(name, value * weight, Double::sum);
            }
        });
    }

    StepResult result() {
        return new StepResult(loss, tokens, metrics);
    }
}
