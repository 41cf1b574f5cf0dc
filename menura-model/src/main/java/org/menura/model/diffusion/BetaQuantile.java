package org.menura.model.diffusion;

/** Quantiles of beta distributions with two equal parameters. */
final class BetaQuantile {
    private static final int BISECTIONS = 200;
    private static final int TERMS = 300;
    private static final double TINY = 1e-300;

    private BetaQuantile() {}

    /** The x at which the distribution function of Beta({@code shape}, {@code shape}) is {@code p}. */
    static double of(double p, double shape) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 0 : 1;
        }
        if (p > 0.5) {
            return 1 - of(1 - p, shape); // symmetric
        }
        // B(a, a) = 2 ∫ over [0, 1/2]: the half-way point gives the normalisation.
        double half = unnormalised(0.5, shape);
        double low = 0;
        double high = 0.5;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (unnormalised(middle, shape) < 2 * p * half) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** ∫ t^(a-1) (1-t)^(a-1) over [0, x], by its continued fraction (Abramowitz and Stegun, 26.5.8); x at most 1/2. */
    private static double unnormalised(double x, double a) {
        if (x == 0) {
            return 0;
        }
        double front = Math.pow(x, a) * Math.pow(1 - x, a) / a;
        double c = 1;
        double d = bounded(1 - 2 * a * x / (a + 1));
        d = 1 / d;
        double h = d;
        for (int m = 1; m <= TERMS; m++) {
            double even = m * (a - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / bounded(1 + even * d);
            c = bounded(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (2 * a + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / bounded(1 + odd * d);
            c = bounded(1 + odd / c);
            h *= d * c;
        }
        return front * h;
    }

    private static double bounded(double x) {
        return Math.abs(x) < TINY ? TINY : x;
    }
}
