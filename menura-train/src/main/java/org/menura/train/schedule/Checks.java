package org.menura.train.schedule;

/** What schedules ask of their settings. */
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

    /** Whether {@code 0 <= value <= most}. */
    static void range(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException("%s is %s; it must be %s"
                    .formatted(
                            name,
                            value,
                            most == Double.MAX_VALUE ? "a finite number that is not negative" : "from 0 to " + most));
        }
    }

    /** How much of the way from the warm-up's end to the last step lies behind {@code step}; more than 1 after it. */
    static double progress(long step, long warmup, long steps) {
        return (double) (step - warmup) / Math.max(1, steps - warmup);
    }
}
