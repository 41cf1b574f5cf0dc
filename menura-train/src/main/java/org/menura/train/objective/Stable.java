package org.menura.train.objective;

/** The sigmoid and its logarithm, exact for any finite argument; the same on every platform. */
final class Stable {
    private Stable() {}

    /** {@code 1 / (1 + e⁻ˣ)}. */
    static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** {@code log σ(x) = min(x, 0) - log(1 + e^-|x|)}. */
    static double logSigmoid(double x) {
        return Math.min(x, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    static double square(double x) {
        return x * x;
    }
}
