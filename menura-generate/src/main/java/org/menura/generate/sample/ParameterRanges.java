package org.menura.generate.sample;

/** Checks of parameters, which name the parameter as the command line does. */
final class ParameterRanges {
    private ParameterRanges() {}

    /** The value, if it lies between two bounds, which are included. NaN does not. */
    static float check(String name, float value, float min, float max) {
        if (!(value >= min && value <= max)) {
            String range = max == Float.MAX_VALUE ? "at least " + min : "from " + min + " to " + max;
            throw new IllegalArgumentException(name + " must be " + range + ", but it is " + value);
        }
        return value;
    }

    /** The value, if it is above 0. */
    static float checkPositive(String name, float value) {
        if (!(value > 0 && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " must be above 0, but it is " + value);
        }
        return value;
    }

    /** The value, if it is finite. */
    static float checkFinite(String name, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be finite, but it is " + value);
        }
        return value;
    }

    /** The value, if it is at least the bound. */
    static int check(String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min + ", but it is " + value);
        }
        return value;
    }
}
