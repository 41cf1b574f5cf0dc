package org.menura.eval.metric;

/**
 * The binomial distribution, exactly: sums of its probabilities, no normal approximation.
 *
 * @param trials how many there are
 * @param probability of success in each
 */
public record Binomial(int trials, double probability) {
    /**
     * An interval.
     *
     * @param low its lower end
     * @param high its upper end
     */
    public record Interval(double low, double high) {}

    /** Checks the numbers. */
    public Binomial {
        if (trials < 0 || !(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "%d trials with probability %s are no binomial distribution".formatted(trials, probability));
        }
    }

    /** Computes the probability of {@code successes} or fewer. */
    public double atMost(int successes) {
        if (successes < 0) {
            return 0;
        }
        if (successes >= trials || probability == 0) {
            return 1;
        }
        if (probability == 1) {
            return 0;
        }
        double odds = Math.log(probability) - Math.log1p(-probability);
        double log = trials * Math.log1p(-probability);
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int k = 0; k <= successes; k++) {
            if (k > 0) {
                log += Math.log((double) (trials - k + 1) / k) + odds;
            }
            if (log > greatest) {
                sum = sum * Math.exp(greatest - log) + 1;
                greatest = log;
            } else {
                sum += Math.exp(log - greatest);
            }
        }
        return Math.min(1, Math.exp(greatest + Math.log(sum)));
    }

    /** Finds the least number that is not exceeded with a probability of at least {@code share}. */
    public int quantile(double share) {
        int low = 0;
        int high = trials;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (atMost(middle) >= share) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Finds the numbers between which trials end with at least the probability {@code level}, as much of the rest on either side. */
    public Interval interval(double level) {
        double tail = (1 - level) / 2;
        return new Interval(quantile(tail), quantile(1 - tail));
    }

    /**
     * Finds the greatest probability that is not refused by what was seen, at a confidence of 1 − {@code error}: the upper bound of
     * C. Clopper and E. Pearson (1934).
     */
    public static double upperBound(int successes, int trials, double error) {
        if (successes >= trials) {
            return 1;
        }
        double low = (double) successes / trials;
        double high = 1;
        for (int i = 0; i < 100 && high - low > 1e-15; i++) {
            double middle = (low + high) / 2;
            if (new Binomial(trials, middle).atMost(successes) > error) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Finds the least probability that is not refused by what was seen, at a confidence of 1 − {@code error}. */
    public static double lowerBound(int successes, int trials, double error) {
        return 1 - upperBound(trials - successes, trials, error);
    }

    /**
     * Finds the interval of the rate at which a threshold is passed that the {@code above} highest of {@code values} values stand
     * at or above: that rate has the distribution Beta(above, values + 1 − above), whatever the values' own (V. Vovk, 1209.2673).
     */
    public static Interval rateAbove(int above, int values, double level) {
        if (above == 0) {
            return new Interval(0, 0);
        }
        double tail = (1 - level) / 2;
        return new Interval(lowerBound(above, values, tail), upperBound(above - 1, values, tail));
    }
}
