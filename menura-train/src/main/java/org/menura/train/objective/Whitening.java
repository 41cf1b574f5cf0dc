package org.menura.train.objective;

/**
 * Whitening of rewards or advantages to variance 1 over a whole batch, so that step sizes do not depend on the scale of
 * rewards.
 */
public final class Whitening {
    private static final double EPS = 1e-8;

    private Whitening() {}

    /**
     * Computes {@code (x - mean) / √(var + 1e-8)}, the variance with n - 1.
     *
     * @param values [sequence][token]
     * @param shiftMean whether the mean becomes 0, or stays
     * @return in the same layout
     * @throws IllegalArgumentException if there are fewer than two numbers
     */
    public static double[][] of(double[][] values, boolean shiftMean) {
        long n = 0;
        double sum = 0;
        for (double[] row : values) {
            for (double x : row) {
                sum += x;
                n++;
            }
        }
        if (n < 2) {
            throw new IllegalArgumentException(n + " numbers cannot be whitened: a variance needs two at least");
        }
        double mean = sum / n;
        double squares = 0;
        for (double[] row : values) {
            for (double x : row) {
                squares += Stable.square(x - mean);
            }
        }
        double scale = 1 / Math.sqrt(squares / (n - 1) + EPS);
        double[][] out = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            out[i] = new double[values[i].length];
            for (int t = 0; t < out[i].length; t++) {
                out[i][t] = (values[i][t] - mean) * scale + (shiftMean ? 0 : mean);
            }
        }
        return out;
    }
}
