package org.menura.eval.decide;

import java.util.Arrays;
import org.menura.eval.metric.Calibration;
import org.menura.eval.metric.ClassProbabilities;

/**
 * Makes probabilities as sure as they are right, by one number for all (C. Guo et al., 1706.04599): logits are divided by it, so which
 * class is the most probable never changes.
 *
 * @param temperature more than 1 for a classifier that was too sure
 */
public record TemperatureScaling(double temperature) {
    /** Less than any probability that is told apart from 0. */
    private static final double LEAST = 1e-300;

    /** Checks the temperature. */
    public TemperatureScaling {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("a temperature is a positive number, not " + temperature);
        }
    }

    /** Fits the temperature by maximum likelihood to documents that the classifier was not trained on. */
    public static TemperatureScaling fit(ClassProbabilities calibration) {
        double[][] logits =
                Arrays.stream(calibration.values()).map(TemperatureScaling::logits).toArray(double[][]::new);
        return new TemperatureScaling(Calibration.temperature(logits, calibration.labels()));
    }

    private static double[] logits(double[] probabilities) {
        return Arrays.stream(probabilities)
                .map(p -> Math.log(Math.max(p, LEAST)))
                .toArray();
    }

    /** Computes calibrated probabilities. */
    public double[] apply(double[] probabilities) {
        return ClassProbabilities.softmax(logits(probabilities), temperature);
    }

    /** Computes calibrated probabilities of all documents. */
    public ClassProbabilities apply(ClassProbabilities documents) {
        return new ClassProbabilities(
                Arrays.stream(documents.values()).map(this::apply).toArray(double[][]::new), documents.labels());
    }
}
