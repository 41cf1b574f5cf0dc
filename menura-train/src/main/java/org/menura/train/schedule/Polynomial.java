package org.menura.train.schedule;

/**
 * A polynomial schedule: the rate falls as a power of the remaining share of the run,
 * {@code end + (peak - end) (1 - progress)^power}, and stays at the end rate.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param steps steps of the whole run, the warm-up included
 * @param end the last rate, itself no share; not above the peak
 * @param power 1 for a straight line
 */
public record Polynomial(double peak, long warmup, long steps, double end, double power) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the warm-up is longer than the run, or the end is above the
     *     peak
     */
    public Polynomial {
        Checks.start(peak, warmup);
        Checks.steps(warmup, steps);
        Checks.range("end", end, peak);
        Checks.range("power", power, Double.MAX_VALUE);
    }

    @Override
    public double share(long step) {
        if (peak == 0) {
            return 0;
        }
        double last = end / peak;
        double left = 1 - Checks.progress(step, warmup, steps);
        return left <= 0 ? last : last + (1 - last) * StrictMath.pow(left, power);
    }
}
