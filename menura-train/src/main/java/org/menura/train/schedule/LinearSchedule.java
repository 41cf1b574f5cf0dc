package org.menura.train.schedule;

/**
 * A linear schedule: the rate falls to 0 in a straight line, and stays there.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param steps steps of the whole run, the warm-up included
 */
public record LinearSchedule(double peak, long warmup, long steps) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, or the warm-up is longer than the run
     */
    public LinearSchedule {
        Checks.start(peak, warmup);
        Checks.steps(warmup, steps);
    }

    @Override
    public double share(long step) {
        return Math.max(0, (double) (steps - step) / Math.max(1, steps - warmup));
    }
}
