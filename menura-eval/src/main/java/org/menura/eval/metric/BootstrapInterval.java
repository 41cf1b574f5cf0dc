package org.menura.eval.metric;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
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
    private static final int FEWER_DRAWS = 2000;
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
        return percentiles(means);
    }

    /**
     * Estimates the interval of a figure of documents that is no mean, such as F1: the same for as many documents, so that the difference
     * of two methods on the same ones can be the figure.
     *
     * @param documents how many there are, at least one
     * @param figure of some of them, which may repeat
     */
    public static BootstrapInterval of(int documents, ToDoubleFunction<int[]> figure) {
        return of(documents, FEWER_DRAWS, figure);
    }

    /** Estimates the same from so many draws. */
    public static BootstrapInterval of(int documents, int draws, ToDoubleFunction<int[]> figure) {
        if (documents < 1) {
            throw new IllegalArgumentException("an interval needs at least one document");
        }
        Rng random = new Rng(0);
        double[] figures = new double[draws];
        int[] picks = new int[documents];
        for (int d = 0; d < draws; d++) {
            for (int i = 0; i < documents; i++) {
                picks[i] = random.nextInt(documents);
            }
            figures[d] = figure.applyAsDouble(picks);
        }
        return percentiles(figures);
    }

    private static BootstrapInterval percentiles(double[] values) {
        Arrays.sort(values);
        return new BootstrapInterval(
                values[(int) (OUTSIDE * values.length)], values[(int) ((1 - OUTSIDE) * values.length)]);
    }
}
