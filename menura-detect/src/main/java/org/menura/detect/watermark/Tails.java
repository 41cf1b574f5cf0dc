package org.menura.detect.watermark;

/** Computes tail probabilities of statistics, with small relative errors far out in the tails. */
public final class Tails {
    private static final double SERIES_UP_TO = 2;
    private static final int FRACTION_TERMS = 120;

    private Tails() {}

    /** Returns the probability that a standard normal number is at least {@code z}: {@code ½ erfc(z / √2)}. */
    public static double normal(double z) {
        return 0.5 * erfc(z / Math.sqrt(2));
    }

    /** Computes the complementary error function. */
    public static double erfc(double x) {
        if (Double.isNaN(x)) {
            return Double.NaN;
        }
        if (x < 0) {
            return 2 - erfc(-x);
        }
        return x < SERIES_UP_TO ? 1 - erf(x) : farErfc(x);
    }

    /** The series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), whose terms are all positive. */
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * gaussian(x) * sum;
    }

    /** The continued fraction e^(−x²) / √π · 1 / (x + ½ / (x + 1 / (x + 3/2 / (x + …)))), from its far end. */
    private static double farErfc(double x) {
        double rest = x;
        for (int n = FRACTION_TERMS; n >= 1; n--) {
            rest = x + n / 2.0 / rest;
        }
        return gaussian(x) / Math.sqrt(Math.PI) / rest;
    }

    /** e^(−x²), with the rounding of the square made good. */
    private static double gaussian(double x) {
        double square = x * x;
        double lost = Math.fma(x, x, -square);
        return square > 1e300 ? 0 : StrictMath.exp(-square) * (1 - lost);
    }

    /**
     * Returns the probability that a sum of {@code n} numbers of the exponential distribution with mean 1 is at least {@code
     * sum} (the Gamma distribution's tail).
     */
    public static double gamma(int n, double sum) {
        if (n < 1) {
            throw new IllegalArgumentException("a sum needs a number, but there are " + n);
        }
        if (!(sum > 0)) {
            return sum <= 0 ? 1 : Double.NaN;
        }
        // e^-s · Σ s^k / k! for k < n, from the last term down or from the first one up: where the largest is.
        int largest = (int) Math.min(n - 1, Math.floor(sum));
        double logTerm = largest * StrictMath.log(sum) - sum;
        for (int k = 2; k <= largest; k++) {
            logTerm -= StrictMath.log(k);
        }
        double relative = 1;
        double term = 1;
        for (int k = largest; k >= 1 && term > relative * 1e-18; k--) {
            term *= k / sum;
            relative += term;
        }
        term = 1;
        for (int k = largest + 1; k < n && term > relative * 1e-18; k++) {
            term *= sum / k;
            relative += term;
        }
        return Math.min(1, StrictMath.exp(logTerm) * relative);
    }
}
