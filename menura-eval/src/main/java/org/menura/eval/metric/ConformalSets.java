package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;

/**
 * Predicts sets of classes that hold the right one with a chosen probability (A. Angelopoulos, S. Bates, 2107.07511): split
 * conformal prediction, calibrated on other documents.
 *
 * @param score what says how unlikely a class is
 * @param rank which calibration score is the quantile, counted from 1; more than there are means all classes
 * @param quantile up to which score a class belongs to the set
 */
public record ConformalSets(Score score, int rank, double quantile) {
    /** How unlikely a class is. */
    public enum Score {
        /** Least ambiguous sets: one less its probability. */
        LAC {
            @Override
            double[] of(double[] probabilities) {
                return Arrays.stream(probabilities).map(p -> 1 - p).toArray();
            }
        },
        /** Adaptive prediction sets: the sum of probabilities from the most probable class to this one, not randomised. */
        APS {
            @Override
            double[] of(double[] probabilities) {
                double[] scores = new double[probabilities.length];
                double sum = 0;
                for (int c : Ranking.order(probabilities, true)) {
                    sum += probabilities[c];
                    scores[c] = sum;
                }
                return scores;
            }
        };

        abstract double[] of(double[] probabilities);
    }

    /**
     * Calibrates sets.
     *
     * @param alpha how often the right class may be missing
     */
    public static ConformalSets calibrate(Score score, ClassProbabilities calibration, double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new FormatException("alpha must lie between 0 and 1, not be " + alpha + ".");
        }
        int count = calibration.size();
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = score.of(calibration.values()[i])[calibration.labels()[i]];
        }
        Arrays.sort(scores);
        int rank = (int) Math.ceil((count + 1) * (1 - alpha));
        return new ConformalSets(score, rank, rank > count ? Double.POSITIVE_INFINITY : scores[rank - 1]);
    }

    /** Lists the classes in a document's set. */
    public List<Integer> of(double[] probabilities) {
        double[] scores = score.of(probabilities);
        List<Integer> set = new ArrayList<>();
        for (int c = 0; c < scores.length; c++) {
            if (scores[c] <= quantile) {
                set.add(c);
            }
        }
        return set;
    }

    /** Computes the share of documents whose set holds the right class. */
    public double coverage(ClassProbabilities documents) {
        double[] covered = new double[documents.size()];
        Arrays.setAll(covered, i -> of(documents.values()[i]).contains(documents.labels()[i]) ? 1 : 0);
        return Numpy.mean(covered);
    }

    /** Computes the mean size of the documents' sets. */
    public double meanSize(ClassProbabilities documents) {
        double[] sizes = new double[documents.size()];
        Arrays.setAll(sizes, i -> of(documents.values()[i]).size());
        return Numpy.mean(sizes);
    }
}
