package org.menura.eval.decide;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.eval.metric.ConformalSets;
import org.menura.format.FormatException;

/**
 * Decides by a classifier's or a choice's probabilities. They are first calibrated by a temperature; the decision is the one with the least
 * expected cost, beside it stands the set of classes that holds the right one as often as promised.
 *
 * @param labels of the classes
 * @param temperature by which probabilities are calibrated
 * @param sets the classes that may be right
 * @param costs of decisions
 */
public record Decider(List<String> labels, TemperatureScaling temperature, ConformalSets sets, CostMatrix costs) {
    /** Checks that all speak of as many classes. */
    public Decider {
        labels = List.copyOf(labels);
        if (costs.costs().length != labels.size()) {
            throw new FormatException("There are %d labels and costs for %d.".formatted(labels.size(), costs.costs().length));
        }
    }

    /**
     * Calibrates on documents that the classifier was not trained on.
     *
     * @param alpha how often a set may miss the right class
     */
    public static Decider calibrate(List<String> labels, ClassProbabilities calibration, double alpha) {
        if (labels.size() != calibration.classes()) {
            throw new FormatException(
                    "There are %d labels and probabilities of %d classes.".formatted(labels.size(), calibration.classes()));
        }
        TemperatureScaling temperature = TemperatureScaling.fit(calibration);
        return new Decider(
                labels,
                temperature,
                ConformalSets.calibrate(ConformalSets.Score.APS, temperature.apply(calibration), alpha),
                CostMatrix.ofErrors(labels.size()));
    }

    /** Decides by other costs. */
    public Decider costs(CostMatrix other) {
        return new Decider(labels, temperature, sets, other);
    }

    /** Decides by probabilities, in the order of the labels. */
    public Decision decide(double... probabilities) {
        double[] calibrated = temperature.apply(probabilities);
        int decision = costs.decide(calibrated);
        double most = 0;
        for (double p : calibrated) {
            most = Math.max(most, p);
        }
        return new Decision(
                decision == CostMatrix.ABSTAIN ? null : labels.get(decision),
                costs.expected(calibrated, decision),
                most,
                sets.of(calibrated).stream().map(labels::get).toList());
    }

    /**
     * Decides by the probabilities of labels.
     *
     * @throws FormatException if a label is unknown or has none
     */
    public Decision decide(Map<String, Double> probabilities) {
        if (!probabilities.keySet().equals(Set.copyOf(labels))) {
            throw new FormatException("The labels are %s, not %s.".formatted(labels, probabilities.keySet()));
        }
        return decide(labels.stream()
                .mapToDouble(label -> Objects.requireNonNull(probabilities.get(label)))
                .toArray());
    }
}
