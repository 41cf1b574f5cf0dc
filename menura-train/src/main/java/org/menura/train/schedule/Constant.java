package org.menura.train.schedule;

/**
 * A constant learning rate after the warm-up.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 */
public record Constant(double peak, long warmup) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Constant {
        Checks.start(peak, warmup);
    }

    @Override
    public double share(long step) {
        return 1;
    }
}
