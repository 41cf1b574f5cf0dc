package org.menura.eval.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;

/** Measures how well scores rank what is positive above what is not, as scikit-learn does. */
public final class Ranking {
    private Ranking() {}

    /** The order of values, stable among equals. */
    static int[] order(double[] values, boolean descending) {
        Comparator<Integer> byValue = Comparator.comparingDouble(i -> values[i]);
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(descending ? byValue.reversed() : byValue)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** True and false positives above each threshold that tells scores apart, from the highest on. */
    private record Counts(double[] truePositives, double[] falsePositives) {
        static Counts of(double[] scores, boolean[] positive) {
            if (scores.length != positive.length || scores.length == 0) {
                throw new FormatException(
                        "There are %d scores and %d labels.".formatted(scores.length, positive.length));
            }
            for (int i = 0; i < scores.length; i++) {
                if (Double.isNaN(scores[i])) {
                    throw new FormatException("Score %d of %d is not a number, so nothing can be ranked by it."
                            .formatted(i + 1, scores.length));
                }
            }
            int[] order = order(scores, true);
            double[] truePositives = new double[order.length];
            double[] falsePositives = new double[order.length];
            int steps = 0;
            int right = 0;
            for (int i = 0; i < order.length; i++) {
                right += positive[order[i]] ? 1 : 0;
                if (i + 1 == order.length || scores[order[i]] != scores[order[i + 1]]) {
                    truePositives[steps] = right;
                    falsePositives[steps++] = i + 1 - right;
                }
            }
            return new Counts(Arrays.copyOf(truePositives, steps), Arrays.copyOf(falsePositives, steps));
        }

        double positives() {
            return truePositives[truePositives.length - 1];
        }

        double negatives() {
            return falsePositives[falsePositives.length - 1];
        }

        void refuseOneClass() {
            if (positives() == 0 || negatives() == 0) {
                throw new FormatException("A ROC curve needs both positive and negative examples.");
            }
        }
    }

    /** Computes the area under the ROC curve. */
    public static double auroc(double[] scores, boolean[] positive) {
        Counts counts = Counts.of(scores, positive);
        counts.refuseOneClass();
        int[] corners = corners(counts);
        double[] fpr = new double[corners.length + 1];
        double[] tpr = new double[corners.length + 1];
        for (int i = 0; i < corners.length; i++) {
            fpr[i + 1] = counts.falsePositives[corners[i]] / counts.negatives();
            tpr[i + 1] = counts.truePositives[corners[i]] / counts.positives();
        }
        double[] areas = new double[corners.length];
        Arrays.setAll(areas, i -> (fpr[i + 1] - fpr[i]) * (tpr[i + 1] + tpr[i]) / 2);
        return Numpy.sum(areas);
    }

    /** The points of the curve that do not lie on a line with their neighbours. */
    private static int[] corners(Counts counts) {
        int last = counts.truePositives.length - 1;
        return IntStream.rangeClosed(0, last)
                .filter(i -> i == 0 || i == last || bends(counts.truePositives, i) || bends(counts.falsePositives, i))
                .toArray();
    }

    private static boolean bends(double[] values, int i) {
        return values[i + 1] - values[i] != values[i] - values[i - 1];
    }

    /** Computes the mean of the areas under the ROC curves of each class against the rest. */
    public static double aurocOneVersusRest(ClassProbabilities probabilities) {
        double[] areas = new double[probabilities.classes()];
        for (int c = 0; c < areas.length; c++) {
            areas[c] = auroc(probabilities.ofClass(c), isClass(probabilities.labels(), c));
        }
        return Numpy.mean(areas);
    }

    /** Tells which labels are of a class. */
    public static boolean[] isClass(int[] labels, int label) {
        boolean[] is = new boolean[labels.length];
        for (int i = 0; i < is.length; i++) {
            is[i] = labels[i] == label;
        }
        return is;
    }

    /** Computes the average precision: the mean of precisions, weighted by the gains in recall. */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        Counts counts = Counts.of(scores, positive);
        if (counts.positives() == 0) {
            return 0;
        }
        int steps = counts.truePositives.length;
        double[] terms = new double[steps];
        for (int i = 0; i < steps; i++) {
            // From the lowest threshold on, as scikit-learn lists them.
            int at = steps - 1 - i;
            double recall = counts.truePositives[at] / counts.positives();
            double next = at == 0 ? 0 : counts.truePositives[at - 1] / counts.positives();
            double said = counts.truePositives[at] + counts.falsePositives[at];
            terms[i] = (next - recall) * (counts.truePositives[at] / said);
        }
        return Math.max(0, -Numpy.sum(terms));
    }

    /** Computes the greatest true positive rate at a false positive rate of at most {@code limit}. */
    public static double truePositiveRate(double[] scores, boolean[] positive, double limit) {
        Counts counts = Counts.of(scores, positive);
        counts.refuseOneClass();
        double best = 0;
        for (int i = 0; i < counts.truePositives.length; i++) {
            if (counts.falsePositives[i] / counts.negatives() <= limit) {
                best = Math.max(best, counts.truePositives[i] / counts.positives());
            }
        }
        return best;
    }

    /** Computes the area under the curve of precisions over recalls by the trapezoidal rule, which is optimistic. */
    public static double precisionRecallArea(double[] scores, boolean[] positive) {
        Counts counts = Counts.of(scores, positive);
        counts.refuseOneClass();
        int steps = counts.truePositives.length;
        double[] areas = new double[steps];
        double recall = 0;
        double precision = 1;
        for (int i = 0; i < steps; i++) {
            double nextRecall = counts.truePositives[i] / counts.positives();
            double nextPrecision = counts.truePositives[i] / (counts.truePositives[i] + counts.falsePositives[i]);
            areas[steps - 1 - i] = (nextRecall - recall) * (nextPrecision + precision) / 2;
            recall = nextRecall;
            precision = nextPrecision;
        }
        return Numpy.sum(areas);
    }

    /**
     * Computes the area under the ROC curve up to a false positive rate, standardised so that 0.5 is chance and 1 the most
     * (D. McClish, Medical Decision Making 9, 1989).
     *
     * @param limit above 0, at most 1
     */
    public static double partialAuroc(double[] scores, boolean[] positive, double limit) {
        if (!(limit > 0 && limit <= 1)) {
            throw new FormatException("A false positive rate lies between 0 and 1, not at " + limit + ".");
        }
        if (limit == 1) {
            return auroc(scores, positive);
        }
        Counts counts = Counts.of(scores, positive);
        counts.refuseOneClass();
        double area = 0;
        double fpr = 0;
        double tpr = 0;
        for (int i = 0; i < counts.truePositives.length && fpr < limit; i++) {
            double nextFpr = counts.falsePositives[i] / counts.negatives();
            double nextTpr = counts.truePositives[i] / counts.positives();
            if (nextFpr > limit) {
                nextTpr = tpr + (nextTpr - tpr) * (limit - fpr) / (nextFpr - fpr);
                nextFpr = limit;
            }
            area += (nextFpr - fpr) * (nextTpr + tpr) / 2;
            fpr = nextFpr;
            tpr = nextTpr;
        }
        double least = limit * limit / 2;
        return (1 + (area - least) / (limit - least)) / 2;
    }
}
