package org.menura.tensor.dtype;

/**
 * Scales, and minima, that store a group of floats with little error.
 *
 * <p>Both searches try several ways to spread the group over the quants. Each way fixes the quant of every element, for
 * which the best scale (and minimum) follows in closed form by weighted least squares; the one with the least error
 * wins. An element x weighs |x| plus the root mean square of the group: an error on a large weight costs more.
 */
final class ScaleSearch {
    /** Rounds in which quants follow the fit and the fit the quants. */
    private static final int REFINEMENTS = 3;

    private ScaleSearch() {}

    /** The values that a quant can stand for. */
    @FunctionalInterface
    interface Grid {
        /** The value closest to {@code v}. */
        float nearest(float v);
    }

    /**
     * x ≈ scale q + min with q from 0 on; {@code min} is never positive.
     *
     * @param gain by how much the fit reduces the weighted sum of the squares of x
     */
    record Affine(float scale, float min, double gain) {}

    /**
     * The scale of x ≈ scale q with q on {@code grid}; 0 if nothing fits.
     *
     * @param end the end of the grid that reaches further from zero, where the largest element goes at first
     * @param steps how many times to move that element by {@code step} towards either side
     */
    static float symmetric(float[] x, int from, int count, Grid grid, float end, float step, int steps) {
        float extreme = Extent.extreme(x, from, count);
        float rms = rootMeanSquare(x, from, count);
        double scale = 0;
        double best = 0;
        for (int s = -steps; s <= steps; s++) {
            float inverse = (end + s * step) / extreme;
            double xq = 0;
            double qq = 0;
            for (int i = from; i < from + count; i++) {
                float q = grid.nearest(x[i] * inverse);
                float weighted = (Math.abs(x[i]) + rms) * q;
                xq += weighted * x[i];
                qq += weighted * q;
            }
            // With the best scale xq / qq, the error is what is left of the weighted squares of x after this gain.
            double gain = xq * xq / qq;
            if (gain > best) {
                best = gain;
                scale = xq / qq;
            }
        }
        return (float) scale;
    }

    /** Scale and minimum for quants from 0 to {@code top}. */
    static Affine affine(float[] x, int from, int count, int top) {
        float low = Math.min(0, Extent.min(x, from, count));
        float range = Extent.max(x, from, count) - low;
        float rms = rootMeanSquare(x, from, count);
        Affine best = new Affine(0, low, Double.NEGATIVE_INFINITY);
        for (int s = -10; s <= 10; s++) {
            Affine fit = fit(x, from, count, top, rms, (top + 0.1f * s) / range, low);
            best = fit.gain > best.gain ? fit : best;
        }
        for (int round = 0; round < REFINEMENTS; round++) {
            Affine fit = fit(x, from, count, top, rms, Extent.inverse(best.scale), best.min);
            best = fit.gain > best.gain ? fit : best;
        }
        return best;
    }

    /** The best scale and minimum for the quants that {@code (x - min) inverse} rounds to. */
    private static Affine fit(float[] x, int from, int count, int top, float rms, float inverse, float min) {
        double ww = 0;
        double wx = 0;
        double wq = 0;
        double qq = 0;
        double xq = 0;
        for (int i = from; i < from + count; i++) {
            float w = Math.abs(x[i]) + rms;
            int q = quant((x[i] - min) * inverse, top);
            float weighted = w * q;
            ww += w;
            wx += w * x[i];
            wq += weighted;
            qq += weighted * q;
            xq += weighted * x[i];
        }
        double determinant = ww * qq - wq * wq;
        double a = (ww * xq - wx * wq) / determinant;
        double b = (qq * wx - wq * xq) / determinant;
        if (!(determinant > 0) || b > 0) {
            a = xq / qq;
            b = 0;
        }
        return new Affine((float) a, (float) b, a * xq + b * wx);
    }

    /** The integer from 0 to {@code top} nearest to {@code v}. */
    static int quant(float v, int top) {
        return Math.clamp((int) Math.rint(v), 0, top);
    }

    private static float rootMeanSquare(float[] x, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) x[i] * x[i];
        }
        return (float) Math.sqrt(sum / count);
    }
}
