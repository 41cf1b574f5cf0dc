package org.menura.eval.decide;

import org.menura.eval.metric.Binomial;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.format.FormatException;

/**
 * Answers only where the confidence is great enough that the answers' risk stays under a bound, which holds with a chosen probability
 * (Y. Geifman, R. El-Yaniv, 1705.08500: selection with guaranteed risk).
 *
 * @param threshold the least confidence that is answered; infinite if no bound could be kept
 * @param bound on the share of wrong answers among those given
 * @param coverage share of the calibration documents that are answered
 */
public record SelectiveThreshold(double threshold, double bound, double coverage) {
    /**
     * Finds the threshold with the greatest coverage.
     *
     * @param risk the greatest share of wrong answers
     * @param error how often the bound may fail, over draws of the calibration documents
     */
    public static SelectiveThreshold calibrate(ClassProbabilities calibration, double risk, double error) {
        if (!(risk > 0 && risk < 1 && error > 0 && error < 1)) {
            throw new FormatException("The risk and the error must lie between 0 and 1, not be " + risk + " and " + error + ".");
        }
        var points = RiskCoverage.of(calibration).points();
        int n = calibration.size();
        int low = 0;
        int high = points.size() - 1;
        // Each trial of the bisection may fail, so each gets its share of the error.
        double share = error / (Integer.SIZE - Integer.numberOfLeadingZeros(points.size()));
        SelectiveThreshold best = new SelectiveThreshold(Double.POSITIVE_INFINITY, risk, 0);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            RiskCoverage.Point point = points.get(middle);
            int answered = (int) Math.round(point.coverage() * n);
            double bound = Binomial.upperBound((int) Math.round(point.risk() * answered), answered, share);
            if (bound <= risk) {
                best = new SelectiveThreshold(point.threshold(), bound, point.coverage());
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return best;
    }

    /** Says whether a document is answered. */
    public boolean answers(double[] probabilities) {
        double most = 0;
        for (double p : probabilities) {
            most = Math.max(most, p);
        }
        return most >= threshold;
    }
}
