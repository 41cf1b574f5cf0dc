package org.menura.train.schedule;

/**
 * An inverse square root schedule, without an end (Vaswani et al., arXiv 1706.03762, equation 3; Zhai et al., arXiv
 * 2106.04560, figure 5, for the time scale): {@code sqrt(timescale / (step - warmup + timescale))}.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param timescale steps after the warm-up until the rate is {@code 1 / sqrt(2)} of the peak
 */
public record InverseSqrt(double peak, long warmup, long timescale) implements Schedule {
    private static final long WITHOUT_WARMUP = 10_000;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, or the time scale is 0
     */
    public InverseSqrt {
        Checks.start(peak, warmup);
        if (timescale < 1) {
            throw new IllegalArgumentException("timescale is %d steps; it must be at least 1".formatted(timescale));
        }
    }

    /** Makes a schedule with a time scale as long as the warm-up, or of 10,000 steps if there is none. */
    public InverseSqrt(double peak, long warmup) {
        this(peak, warmup, warmup > 0 ? warmup : WITHOUT_WARMUP);
    }

    @Override
    public double share(long step) {
        return 1 / Math.sqrt((double) (step - warmup + timescale) / timescale);
    }
}
