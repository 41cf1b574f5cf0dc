package org.menura.detect.calibrate;

/** Exact probabilities of the binomial distribution, without a normal approximation. */
public final class ExactBinomial {
    private static final int HALVINGS = 200;

    /**
     * An interval.
     *
     * @param low its lower end
     * @param high its upper end
     */
    public record Interval(double low, double high) {}

    private ExactBinomial() {}

    /** Computes the probability of at most {@code k} successes in {@code n} trials. */
    public static double atMost(int k, int n, double p) {
        if (k < 0) {
            return 0;
        }
        if (k >= n || p <= 0) {
            return 1;
        }
        if (p >= 1) {
            return 0;
        }
        double logOdds = Math.log(p) - Math.log1p(-p);
        double logMass = n * Math.log1p(-p);
        double sum = Math.exp(logMass);
        for (int i = 0; i < k; i++) {
            logMass += Math.log(n - i) - Math.log(i + 1.0) + logOdds;
            sum += Math.exp(logMass);
        }
        return Math.min(1, sum);
    }

    /**
     * Computes the numbers of successes between which {@code n} trials end with at least the probability {@code level}, as
     * much of the rest on either side.
     */
    public static Interval counts(int n, double p, double level) {
        double tail = (1 - level) / 2;
        int low = 0;
        while (low < n && atMost(low, n, p) <= tail) {
            low++;
        }
        int high = low;
        while (high < n && 1 - atMost(high, n, p) > tail) {
            high++;
        }
        return new Interval(low, high);
    }

    /** Computes the interval of the probability that {@code k} successes in {@code n} trials leave (Clopper, Pearson 1934). */
    public static Interval ofShare(int k, int n, double level) {
        double tail = (1 - level) / 2;
        double low = k == 0 ? 0 : solve(p -> 1 - atMost(k - 1, n, p) < tail);
        double high = k == n ? 1 : solve(p -> atMost(k, n, p) > tail);
        return new Interval(low, high);
    }

    /**
     * Computes the interval of the rate at which a threshold is passed that the {@code k} highest of {@code n} values stand
     * at or above: that rate has the distribution Beta(k, n + 1 − k), whatever the values' own (V. Vovk, 1209.2673).
     */
    public static Interval ofRateAbove(int k, int n, double level) {
        if (k == 0) {
            return new Interval(0, 0);
        }
        double tail = (1 - level) / 2;
        return new Interval(solve(x -> 1 - atMost(k - 1, n, x) < tail), solve(x -> 1 - atMost(k - 1, n, x) < 1 - tail));
    }

    private interface Condition {
        boolean holds(double p);
    }

    /** The probability up to which a condition holds. */
    private static double solve(Condition condition) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS && low < high; i++) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (condition.holds(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
