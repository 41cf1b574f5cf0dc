package org.menura.eval.metric;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The mean of a figure over runs that differ in their seeds, with the interval that holds the mean of all such runs with 95 %
 * confidence if they are normally distributed (Student 1908). Few runs give wide intervals, as they should.
 *
 * @param mean of the runs
 * @param half half of the interval's length; infinite for a single run
 * @param runs their number
 */
public record SeedInterval(double mean, double half, int runs) {
    /** 97.5 % quantiles of Student's t distribution with 1 to 30 degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    /** Estimates the interval from the figures of at least one run. */
    public static SeedInterval of(double... figures) {
        int n = figures.length;
        if (n == 0) {
            throw new IllegalArgumentException("an interval needs at least one run");
        }
        double mean = DoubleStream.of(figures).average().orElseThrow();
        if (n == 1) {
            return new SeedInterval(mean, Double.POSITIVE_INFINITY, 1);
        }
        double squares =
                DoubleStream.of(figures).map(f -> (f - mean) * (f - mean)).sum();
        double t = n - 2 < QUANTILES.length ? QUANTILES[n - 2] : 1.96 + 2.4 / (n - 1);
        return new SeedInterval(mean, t * Math.sqrt(squares / (n - 1) / n), n);
    }

    /** Returns the lower end. */
    public double low() {
        return mean - half;
    }

    /** Returns the upper end. */
    public double high() {
        return mean + half;
    }

    /** Formats mean and half length, such as {@code 2.413 ± 0.021}, with so many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return runs == 1
                ? String.format(Locale.ROOT, number + " (one run)", mean)
                : String.format(Locale.ROOT, number + " ± " + number, mean, half);
    }
}
