package org.menura.eval.metric;

import java.util.Arrays;
import org.menura.tensor.Rng;

/**
 * An interval that holds the mean of what values were drawn from with 95 % confidence: the percentiles of the means of as
 * many values drawn with replacement (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
 *
 * @param low its lower end
 * @param high its upper end
 */
public record BootstrapInterval(double low, double high) {
    private static final int DRAWS = 10_000;
    private static final double OUTSIDE = 0.025;

    /** Estimates the interval from values, of which there is at least one: the same for the same values. */
    public static BootstrapInterval ofMean(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("an interval needs at least one value");
        }
        Rng random = new Rng(0);
        double[] means = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[d] = sum / values.length;
        }
        Arrays.sort(means);
        return new BootstrapInterval(means[(int) (OUTSIDE * DRAWS)], means[(int) ((1 - OUTSIDE) * DRAWS)]);
    }
}
