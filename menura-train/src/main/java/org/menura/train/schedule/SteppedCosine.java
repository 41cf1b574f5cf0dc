package org.menura.train.schedule;

/**
 * A cosine schedule that is a step ahead of {@link Cosine}, so that the first step has a rate above 0 and the last one the
 * lowest: transformers' {@code cosine_warmup_with_min_lr}.
 *
 * @param peak the rate at the end of the warm-up
 * @param warmup steps of linear growth, the last of which has the peak
 * @param steps steps of the whole run, the warm-up included
 * @param cycles periods of the cosine until the last step; half a period ends at the lowest rate
 * @param floor the lowest rate as a share of the peak
 * @param start the first rate of the warm-up as a share of the peak; {@link Double#NaN} for one part of as many as the
 *     warm-up has steps
 */
public record SteppedCosine(double peak, long warmup, long steps, double cycles, double floor, double start)
        implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the warm-up is longer than the run, or floor or start are above 1
     */
    public SteppedCosine {
        Checks.start(peak, warmup);
        Checks.steps(warmup, steps);
        Checks.range("cycles", cycles, Double.MAX_VALUE);
        Checks.range("floor", floor, 1);
        if (!Double.isNaN(start)) {
            Checks.range("start", start, 1);
        }
    }

    @Override
    public double rise(long step) {
        return Double.isNaN(start) ? (step + 1.0) / warmup : start + (1 - start) * step / Math.max(1, warmup - 1);
    }

    @Override
    public double share(long step) {
        double progress = Checks.progress(step + 1, warmup, steps);
        double curve = 0.5 * (1 + StrictMath.cos(2 * Math.PI * cycles * progress));
        return Math.max(0, floor + (1 - floor) * curve);
    }
}
