package org.menura.train.optim;

/** Checks of optimisers' settings. */
final class Settings {
    private Settings() {}

    /** Requires {@code 0 <= value < 1}, as factors of moving averages must be. */
    static void average(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "%s is %s; it must be at least 0 and less than 1".formatted(name, value));
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "%s is %s; it must be a finite number that is not negative".formatted(name, value));
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("%s is %s; it must be positive".formatted(name, value));
        }
    }

    static void threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
