package org.menura.detect.calibrate;

import org.menura.eval.metric.Binomial;

/** How a text stands among human ones. */
public sealed interface Standing {
    /**
     * It has less tokens than any calibrated range.
     *
     * @param tokens that it has
     * @param fewest that it needs
     */
    record TooShort(int tokens, int fewest) implements Standing {}

    /**
     * No human text of its length was read.
     *
     * @param tokens that it has
     */
    record NotCalibrated(int tokens) implements Standing {}

    /**
     * Its rank among human texts of its length.
     *
     * @param bucket the human texts
     * @param pValue share of human texts with a score as high, itself counted as one of them
     * @param asHigh how many of the human texts that are
     * @param alpha the rate that the threshold is for
     * @param threshold in the detector's own sign; not a number where there are too few human texts for that rate
     * @param falseAlarms rate at which human texts of this kind pass the threshold, expected
     * @param interval of that rate for this calibration, with 95 % confidence
     * @param isPassed whether the p-value is at most alpha
     */
    record Ranked(
            LengthBucket bucket,
            double pValue,
            int asHigh,
            double alpha,
            double threshold,
            double falseAlarms,
            Binomial.Interval interval,
            boolean isPassed)
            implements Standing {}
}
