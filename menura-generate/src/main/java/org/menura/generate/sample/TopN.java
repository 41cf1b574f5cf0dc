package org.menura.generate.sample;

import java.util.Arrays;

/** The largest of the values that were offered, with an index each; of equal ones, those that came first. */
final class TopN {
    private final double[] values;
    private final long[] indices;
    private int size;

    /** Keeps at most {@code capacity} values. */
    TopN(int capacity) {
        values = new double[capacity];
        indices = new long[capacity];
    }

    void offer(double value, long index) {
        if (size == values.length && (size == 0 || !(value > values[size - 1]))) {
            return;
        }
        int i = size < values.length ? size++ : size - 1;
        while (i > 0 && value > values[i - 1]) {
            values[i] = values[i - 1];
            indices[i] = indices[i - 1];
            i--;
        }
        values[i] = value;
        indices[i] = index;
    }

    /** Offers values with their places as indices. */
    void offerAll(float[] all) {
        double least = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < all.length; i++) {
            if (all[i] > least || size < values.length) {
                offer(all[i], i);
                least = size < values.length ? Double.NEGATIVE_INFINITY : values[size - 1];
            }
        }
    }

    int size() {
        return size;
    }

    /** The value of a rank; 0 is the largest. */
    double value(int rank) {
        return values[rank];
    }

    long index(int rank) {
        return indices[rank];
    }

    @Override
    public String toString() {
        return "TopN" + Arrays.toString(Arrays.copyOf(values, size));
    }
}
