package org.menura.train.explain;

/** Points and weights of Gauss–Legendre quadrature between 0 and 1. */
final class Quadrature {
    private static final int POWER = 6;

    private Quadrature() {}

    /**
     * Computes them by Newton's method from Tricomi's approximation of the roots (Abramowitz &amp; Stegun 25.4.29 and 22.16.6).
     *
     * @return points, then weights, which sum to 1
     */
    static double[][] gaussLegendre(int n) {
        double[] points = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 1;
            for (int step = 0; step < 100; step++) {
                double before = 1;
                double now = x;
                for (int k = 2; k <= n; k++) {
                    double next = ((2 * k - 1) * x * now - (k - 1) * before) / k;
                    before = now;
                    now = next;
                }
                if (n == 1) {
                    before = 1;
                    now = x;
                }
                slope = n * (x * now - before) / (x * x - 1);
                double change = now / slope;
                x -= change;
                if (Math.abs(change) < 1e-15) {
                    break;
                }
            }
            points[n - 1 - i] = 0.5 * (1 + x);
            weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
        }
        return new double[][] {points, weights};
    }

    /**
     * Computes points that lie close to each other near 0, by the substitution α = u⁶: norms make what scales embeddings from nothing change
     * at once, and then hardly any more.
     */
    static double[][] denseAtZero(int n) {
        double[][] points = gaussLegendre(n);
        for (int i = 0; i < n; i++) {
            double u = points[0][i];
            points[0][i] = Math.pow(u, POWER);
            points[1][i] *= POWER * Math.pow(u, POWER - 1);
        }
        return points;
    }
}
