package org.menura.train.schedule;

/**
 * A cosine schedule (Loshchilov and Hutter, "SGDR", arXiv 1608.03983, equation 5, without restarts):
 * {@code floor + (1 - floor) (1 + cos(2 π cycles progress)) / 2}. Beyond the last step the cosine goes on, and so rises
 * again after half a cycle.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param steps steps of the whole run, the warm-up included
 * @param cycles periods of the cosine until the last step; half a period ends at the lowest rate
 * @param floor the lowest rate as a share of the peak
 */
public record Cosine(double peak, long warmup, long steps, double cycles, double floor) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the warm-up is longer than the run, or the floor is above 1
     */
    public Cosine {
        Checks.start(peak, warmup);
        Checks.steps(warmup, steps);
        Checks.range("cycles", cycles, Double.MAX_VALUE);
        Checks.range("floor", floor, 1);
    }

    /** Makes a schedule of half a period that ends at 0. */
    public Cosine(double peak, long warmup, long steps) {
        this(peak, warmup, steps, 0.5, 0);
    }

    @Override
    public double share(long step) {
        double angle = 2 * Math.PI * cycles * Checks.progress(step, warmup, steps);
        double curve = 0.5 * (1 + StrictMath.cos(angle));
        return Math.max(0, floor + (1 - floor) * curve);
    }
}
