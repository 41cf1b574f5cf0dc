package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.python.Numpy;

/** Measures how well confidences agree with how often predictions are right. */
public final class Calibration {
    private static final double COLDEST = 0.01;
    private static final double HOTTEST = 100;

    private Calibration() {}

    /**
     * A bin of confidences.
     *
     * @param index its place among all bins
     * @param count of documents, at least one
     * @param confidence their mean
     * @param accuracy share of right predictions
     */
    public record Bin(int index, int count, double confidence, double accuracy) {}

    /** Sorts documents into bins of equal width: (lo, hi], the first with 0. */
    public static List<Bin> equalWidth(double[] confidences, double[] correct, int bins) {
        List<Bin> all = new ArrayList<>();
        for (int b = 0; b < bins; b++) {
            double low = (double) b / bins;
            double high = (b + 1.0) / bins;
            boolean first = b == 0;
            int[] inside = IntStream.range(0, confidences.length)
                    .filter(i -> (confidences[i] > low || first && confidences[i] == low) && confidences[i] <= high)
                    .toArray();
            add(all, b, confidences, correct, inside);
        }
        return all;
    }

    /** Sorts documents by confidence into bins of as many each; the first ones have one more where they don't divide. */
    public static List<Bin> equalMass(double[] confidences, double[] correct, int bins) {
        int[] order = Ranking.order(confidences, false);
        List<Bin> all = new ArrayList<>();
        int from = 0;
        for (int b = 0; b < bins; b++) {
            int size = order.length / bins + (b < order.length % bins ? 1 : 0);
            add(all, b, confidences, correct, Arrays.copyOfRange(order, from, from + size));
            from += size;
        }
        return all;
    }

    private static void add(List<Bin> all, int index, double[] confidences, double[] correct, int[] inside) {
        if (inside.length > 0) {
            double confidence = Numpy.mean(pick(confidences, inside));
            all.add(new Bin(index, inside.length, confidence, Numpy.mean(pick(correct, inside))));
        }
    }

    private static double[] pick(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    /** Computes the expected calibration error (C. Guo et al., 1706.04599) of bins. */
    public static double error(List<Bin> bins) {
        double count = bins.stream().mapToInt(Bin::count).sum();
        double error = 0;
        for (Bin bin : bins) {
            error += bin.count / count * Math.abs(bin.confidence - bin.accuracy);
        }
        return error;
    }

    /**
     * Computes the calibration error with bins of equal mass as HELM does (A. Kumar et al., uncertainty-calibration's
     * {@code get_ece_em}): bounds lie between neighbours, so equal confidences share a bin.
     */
    public static double helmError(double[] confidences, double[] correct, int bins) {
        double[] bounds = helmBounds(confidences, Math.min(bins, confidences.length));
        List<List<Integer>> inside = new ArrayList<>();
        for (int b = 0; b < bounds.length; b++) {
            inside.add(new ArrayList<>());
        }
        for (int i = 0; i < confidences.length; i++) {
            int b = 0;
            while (b < bounds.length - 1 && bounds[b] < confidences[i]) {
                b++;
            }
            inside.get(b).add(i);
        }
        double error = 0;
        for (List<Integer> bin : inside) {
            int[] indices = bin.stream().mapToInt(Integer::intValue).toArray();
            double share = (double) indices.length / confidences.length;
            double distance = indices.length == 0
                    ? 0
                    : Math.abs(Numpy.mean(pick(confidences, indices)) - Numpy.mean(pick(correct, indices)));
            error += share * distance;
        }
        return error;
    }

    private static double[] helmBounds(double[] confidences, int bins) {
        double[] sorted = confidences.clone();
        Arrays.sort(sorted);
        List<Double> bounds = new ArrayList<>();
        int end = 0;
        for (int b = 0; b < bins - 1; b++) {
            end += sorted.length / bins + (b < sorted.length % bins ? 1 : 0);
            bounds.add((sorted[end - 1] + sorted[end]) / 2);
        }
        bounds.add(1.0);
        return bounds.stream()
                .mapToDouble(Double::doubleValue)
                .distinct()
                .sorted()
                .toArray();
    }

    /** Computes the squared distance of probabilities from the right class. */
    static double brier(double[] probabilities, int label) {
        double[] squares = new double[probabilities.length];
        for (int i = 0; i < squares.length; i++) {
            double distance = probabilities[i] - (i == label ? 1 : 0);
            squares[i] = distance * distance;
        }
        return Numpy.sum(squares);
    }

    /**
     * Finds the temperature between 0.01 and 100 by which logits are to be divided for the least negative log-likelihood.
     * That is convex in 1 / temperature, so its slope is followed to zero.
     */
    public static double temperature(double[][] logits, int[] labels) {
        double low = 1 / HOTTEST;
        double high = 1 / COLDEST;
        for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
            double middle = (low + high) / 2;
            if (slope(logits, labels, middle) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return 2 / (low + high);
    }

    private static double slope(double[][] logits, int[] labels, double inverse) {
        double slope = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] p = ClassProbabilities.softmax(logits[i], 1 / inverse);
            for (int c = 0; c < p.length; c++) {
                slope += p[c] * logits[i][c];
            }
            slope -= logits[i][labels[i]];
        }
        return slope;
    }

    /**
     * Computes the area under the curve of risk over coverage: the mean, over all numbers of most confident documents, of
     * the share that is wrong among them.
     */
    public static double riskCoverageArea(double[] confidences, double[] correct) {
        double[] accuracies = selectiveAccuracies(confidences, correct);
        return Numpy.mean(Arrays.stream(accuracies).map(a -> 1 - a).toArray());
    }

    /** Computes the accuracy on a share of the documents, the most confident ones; on one at least. */
    public static double selectiveAccuracy(double[] confidences, double[] correct, double share) {
        int count = Math.max(1, (int) (share * correct.length));
        return selectiveAccuracies(confidences, correct)[count - 1];
    }

    private static double[] selectiveAccuracies(double[] confidences, double[] correct) {
        int[] order = Ranking.order(confidences, true);
        double[] accuracies = new double[order.length];
        double right = 0;
        for (int i = 0; i < order.length; i++) {
            right += correct[order[i]];
            accuracies[i] = right / (i + 1);
        }
        return accuracies;
    }
}
