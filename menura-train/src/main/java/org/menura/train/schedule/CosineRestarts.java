package org.menura.train.schedule;

/**
 * A cosine schedule with hard restarts (Loshchilov and Hutter, "SGDR", arXiv 1608.03983, with cycles of equal length):
 * half a cosine from the peak to 0 in each cycle; then it stays at 0.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param steps steps of the whole run, the warm-up included
 * @param cycles number of cycles; the last one may be cut off
 */
public record CosineRestarts(double peak, long warmup, long steps, double cycles) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the warm-up is longer than the run, or there is no cycle
     */
    public CosineRestarts {
        Checks.start(peak, warmup);
        Checks.steps(warmup, steps);
        if (!(cycles > 0 && cycles <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "a cosine with restarts needs a number of cycles above 0, not " + cycles);
        }
    }

    @Override
    public double share(long step) {
        double progress = Checks.progress(step, warmup, steps);
        if (progress >= 1) {
            return 0;
        }
        return Math.max(0, 0.5 * (1 + StrictMath.cos(Math.PI * (cycles * progress % 1))));
    }
}
