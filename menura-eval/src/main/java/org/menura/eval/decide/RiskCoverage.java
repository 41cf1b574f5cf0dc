package org.menura.eval.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.menura.eval.metric.Calibration;
import org.menura.eval.metric.ClassProbabilities;

/**
 * The curve of risk over coverage (R. El-Yaniv, Y. Wiener, 2010): how often the answers are wrong if only the most confident ones are
 * given.
 *
 * @param points of the thresholds that tell documents apart, from the fewest answers to all
 * @param area under the curve (AURC): the mean risk over all numbers of answers
 * @param leastArea the area that the best order of the same answers has; what {@code area} has more is the confidences' fault
 */
public record RiskCoverage(List<Point> points, double area, double leastArea) {
    /**
     * A point of the curve.
     *
     * @param threshold the least confidence that is answered
     * @param coverage share of documents that are answered
     * @param risk share of the answers that are wrong
     */
    public record Point(double threshold, double coverage, double risk) {}

    /** Measures the confidence of the most probable classes. */
    public static RiskCoverage of(ClassProbabilities documents) {
        return of(documents.confidences(), documents.correct());
    }

    /** Measures confidences and whether the answers were right (1) or wrong (0). */
    public static RiskCoverage of(double[] confidences, double[] correct) {
        Integer[] order = new Integer[correct.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> confidences[i]).reversed());
        List<Point> points = new ArrayList<>();
        double wrong = 0;
        for (int i = 0; i < order.length; i++) {
            wrong += 1 - correct[order[i]];
            if (i + 1 == order.length || confidences[order[i]] != confidences[order[i + 1]]) {
                points.add(new Point(confidences[order[i]], (i + 1.0) / order.length, wrong / (i + 1)));
            }
        }
        return new RiskCoverage(
                List.copyOf(points),
                Calibration.riskCoverageArea(confidences, correct),
                Calibration.riskCoverageArea(correct, correct));
    }

    /** Returns how much of the area is not due to the errors themselves but to their confidences (E-AURC). */
    public double excessArea() {
        return area - leastArea;
    }

    /** Finds the greatest share of documents that can be answered at a risk of at most {@code risk}; 0 if there is none. */
    public double coverageAt(double risk) {
        return points.stream()
                .filter(point -> point.risk <= risk)
                .mapToDouble(Point::coverage)
                .max()
                .orElse(0);
    }

    /** Finds the risk of answering at least this share of documents. */
    public double riskAt(double coverage) {
        return points.stream()
                .filter(point -> point.coverage >= coverage - 1e-12)
                .mapToDouble(Point::risk)
                .findFirst()
                .orElse(Double.NaN);
    }
}
