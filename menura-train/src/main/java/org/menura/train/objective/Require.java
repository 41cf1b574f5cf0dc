package org.menura.train.objective;

import org.menura.tensor.Tensor;

/** Checks of what objectives are given, each with one sentence. */
final class Require {
    private Require() {}

    static void some(String what, int count) {
        if (count == 0) {
            throw new IllegalArgumentException("no " + what + " are given; a mean needs at least one");
        }
    }

    static void sameCount(String what, int count, String ofWhat, int expected) {
        if (count != expected) {
            throw new IllegalArgumentException(
                    "%d %s for %d %s; there must be one for each".formatted(count, what, expected, ofWhat));
        }
    }

    /** Ragged arrays of the same layout. */
    static void sameLayout(String what, double[][] values, String ofWhat, double[][] expected) {
        sameCount("rows of " + what, values.length, "rows of " + ofWhat, expected.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i].length != expected[i].length) {
                throw new IllegalArgumentException("sequence %d has %d %s and %d %s; there must be one for each token"
                        .formatted(i, values[i].length, what, expected[i].length, ofWhat));
            }
        }
    }

    static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be positive");
        }
    }

    static void within(String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException("%s is %s; it must be from %s to %s".formatted(what, value, low, high));
        }
    }

    /** A float matrix in an array. */
    static void matrix(String what, Tensor t) {
        if (!t.onHeap() || t.shape().rank() != 2 || t.dim(1) == 0) {
            throw new IllegalArgumentException(
                    "%s are %s; a float matrix in an array is needed (toHeap() makes one)".formatted(what, t));
        }
    }

    static void sameShape(String what, Tensor t, String ofWhat, Tensor expected) {
        if (!t.shape().equals(expected.shape())) {
            throw new IllegalArgumentException(
                    "%s are %s and %s are %s; their shapes must be equal".formatted(what, t, ofWhat, expected));
        }
    }
}
