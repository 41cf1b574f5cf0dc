package org.menura.bench.compare;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * What is told of repeated measurements. The median, since an interruption lengthens a run and nothing shortens it; the
 * least and the greatest, so that nobody need trust it.
 */
record Summary(double median, double least, double greatest, int count) {
    /**
     * Sums up.
     *
     * @throws IllegalArgumentException if there is nothing to sum up
     */
    static Summary of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one measurement");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Summary(median, sorted[0], sorted[n - 1], n);
    }

    /** {@code 38.6 [37.2–39.1]}. */
    String text() {
        return "%s [%s–%s]".formatted(number(median), number(least), number(greatest));
    }

    /** Three significant digits, or all before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
