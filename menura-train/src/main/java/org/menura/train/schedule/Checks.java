package org.menura.train.schedule;

/** Checks of schedules' settings. */
final class Checks {
    private Checks() {}

    static void start(double peak, long warmup) {
        range("peak", peak, Double.MAX_VALUE);
        if (warmup < 0) {
            throw new IllegalArgumentException("warmup is %d steps; it can't be negative".formatted(warmup));
        }
    }

    static void steps(long warmup, long steps) {
        if (steps < 1 || steps < warmup) {
            throw new IllegalArgumentException(
                    "a schedule of %d steps can't hold a warm-up of %d; give more steps or a shorter warm-up"
                            .formatted(steps, warmup));
        }
    }

    /** Requires {@code 0 <= value <= most}. */
    static void range(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException("%s is %s; it must be %s"
                    .formatted(
                            name,
                            value,
                            most == Double.MAX_VALUE ? "a finite number that is not negative" : "from 0 to " + most));
        }
    }

    /**
     * Returns the progress of {@code step} from the warm-up's end to the last step as a share; more than 1 after it.
     */
    static double progress(long step, long warmup, long steps) {
        return (double) (step - warmup) / Math.max(1, steps - warmup);
    }
}
