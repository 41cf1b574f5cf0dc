package org.menura.eval.report;

import java.util.Arrays;
import org.menura.tensor.Rng;

/** Tests whether two models differ on the same documents. */
public final class PairedTest {
    private static final int RESAMPLES = 10_000;
    private static final double Z95 = 1.959963984540054;

    /**
     * What a test says.
     *
     * @param difference of the second model to the first
     * @param low of the interval that holds the difference with 95 % confidence
     * @param p how likely so large a difference would be if there were none
     * @param how the test's name
     */
    public record Outcome(double difference, double low, double high, double p, String how) {}

    private PairedTest() {}

    /**
     * Compares the means of scores of the same documents, or tasks: exactly where all are 0 or 1, otherwise by the bootstrap.
     *
     * @param first scores of the first model
     * @param second scores of the second model, in the same order
     */
    public static Outcome ofMeans(double[] first, double[] second) {
        if (isBinary(first) && isBinary(second)) {
            return exact(truths(first), truths(second));
        }
        double[] ones = new double[first.length];
        Arrays.fill(ones, 1);
        return bootstrap(first, second, ones, (sum, weight) -> sum / weight, 0);
    }

    private static boolean isBinary(double[] scores) {
        return Arrays.stream(scores).allMatch(s -> s == 0 || s == 1);
    }

    private static boolean[] truths(double[] scores) {
        boolean[] out = new boolean[scores.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = scores[i] == 1;
        }
        return out;
    }

    /**
     * Compares answers that are right or wrong: McNemar's test in its exact form, on the documents where one model alone
     * is right, by the binomial distribution (Q. McNemar, Psychometrika 12, 1947).
     */
    static Outcome exact(boolean[] first, boolean[] second) {
        int lost = 0;
        int won = 0;
        for (int i = 0; i < first.length; i++) {
            lost += first[i] && !second[i] ? 1 : 0;
            won += !first[i] && second[i] ? 1 : 0;
        }
        double n = first.length;
        double difference = (won - lost) / n;
        double spread = Z95 * Math.sqrt(Math.max(0, won + lost - (won - lost) * (double) (won - lost) / n)) / n;
        return new Outcome(
                difference,
                difference - spread,
                difference + spread,
                twoSided(Math.min(won, lost), won + lost),
                "McNemar, exact: %d won, %d lost".formatted(won, lost));
    }

    /** The probability of a split as uneven as {@code least} of {@code n} or more, if both sides are as likely. */
    static double twoSided(int least, int n) {
        double logHalf = Math.log(0.5) * n;
        double logChoose = 0;
        double sum = 0;
        for (int k = 0; k <= least; k++) {
            if (k > 0) {
                logChoose += Math.log((double) (n - k + 1) / k);
            }
            sum += Math.exp(logChoose + logHalf);
        }
        return Math.min(1, 2 * sum);
    }

    /** A figure of all documents from sums over them. */
    @FunctionalInterface
    interface Statistic {
        double of(double sum, double weight);
    }

    /**
     * Compares figures that are made of sums over documents, by drawing documents with replacement, the same ones for both
     * models (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
     *
     * @param weights what sums are divided by, such as 1 or a number of bytes
     */
    static Outcome bootstrap(double[] first, double[] second, double[] weights, Statistic statistic, long seed) {
        int n = first.length;
        Rng rng = new Rng(seed);
        double[] drawn = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double a = 0;
            double b = 0;
            double w = 0;
            for (int i = 0; i < n; i++) {
                int d = rng.nextInt(n);
                a += first[d];
                b += second[d];
                w += weights[d];
            }
            drawn[r] = statistic.of(b, w) - statistic.of(a, w);
        }
        Arrays.sort(drawn);
        double w = Arrays.stream(weights).sum();
        double difference = statistic.of(Arrays.stream(second).sum(), w)
                - statistic.of(Arrays.stream(first).sum(), w);
        long below = Arrays.stream(drawn).filter(d -> d <= 0).count();
        long above = Arrays.stream(drawn).filter(d -> d >= 0).count();
        double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (RESAMPLES + 1));
        return new Outcome(
                difference,
                drawn[(int) (0.025 * RESAMPLES)],
                drawn[(int) (0.975 * RESAMPLES)],
                Arrays.equals(first, second) ? 1 : p,
                "paired bootstrap, %,d draws".formatted(RESAMPLES));
    }
}
