package org.menura.train.schedule;

/**
 * The learning rate over the steps of a run: it grows to {@link #peak} during the first {@link #warmup} steps, linearly from
 * 0 unless a schedule says otherwise, and then follows a curve of its own. All give the same rates as transformers' schedules
 * of the same name, also beyond the end.
 */
public interface Schedule {
    /** Returns the peak learning rate. */
    double peak();

    /** Returns the number of warm-up steps until the peak is reached; 0 starts there. */
    long warmup();

    /** Returns the rate at a step of the warm-up, as a share of the peak. */
    default double rise(long step) {
        return (double) step / warmup();
    }

    /** Returns the rate at a step after the warm-up, as a share of the peak. */
    double share(long step);

    /**
     * Returns the learning rate of a step.
     *
     * @param step number of steps made before it, so 0 for the first, whose rate is 0 after most warm-ups
     * @throws IllegalArgumentException if the step is negative
     */
    default double rate(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + " of a schedule is negative");
        }
        return peak() * (step < warmup() ? rise(step) : share(step));
    }
}
