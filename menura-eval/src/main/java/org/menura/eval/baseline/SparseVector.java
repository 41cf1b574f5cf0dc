package org.menura.eval.baseline;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A vector of which most values are zero; a dense one lists all its indices.
 *
 * @param indices of the values that are given, ascending
 * @param values one for each index
 */
public record SparseVector(int[] indices, double[] values) {
    /**
     * Checks the indices.
     *
     * @throws IllegalArgumentException if they don't ascend, are negative or are not as many as values
     */
    public SparseVector {
        if (indices.length != values.length) {
            throw new IllegalArgumentException(
                    "A vector has %d indices and %d values.".formatted(indices.length, values.length));
        }
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || i > 0 && indices[i] <= indices[i - 1]) {
                throw new IllegalArgumentException(
                        "The indices of a vector must ascend from 0 on: index " + i + " is " + indices[i] + ".");
            }
        }
    }

    /** Makes a vector of all values. */
    public static SparseVector dense(double... values) {
        return new SparseVector(IntStream.range(0, values.length).toArray(), values.clone());
    }

    /** Makes a vector of values by index. */
    public static SparseVector of(Map<Integer, Double> values) {
        SortedMap<Integer, Double> sorted = new TreeMap<>(values);
        return new SparseVector(
                sorted.keySet().stream().mapToInt(Integer::intValue).toArray(),
                sorted.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns one more than the greatest index. */
    public int width() {
        return indices.length == 0 ? 0 : indices[indices.length - 1] + 1;
    }

    /**
     * Appends another vector.
     *
     * @param offset the index that the other's index 0 becomes; at least this vector's width
     */
    public SparseVector with(int offset, SparseVector other) {
        if (offset < width()) {
            throw new IllegalArgumentException("A vector of width " + width() + " has no room from " + offset + " on.");
        }
        int[] all = Arrays.copyOf(indices, indices.length + other.indices.length);
        double[] both = Arrays.copyOf(values, all.length);
        for (int i = 0; i < other.indices.length; i++) {
            all[indices.length + i] = offset + other.indices[i];
            both[indices.length + i] = other.values[i];
        }
        return new SparseVector(all, both);
    }

    /** Multiplies all values. */
    public SparseVector times(double factor) {
        return new SparseVector(
                indices, Arrays.stream(values).map(v -> v * factor).toArray());
    }

    /** Divides by the Euclidean length; a vector of zeros stays as it is. */
    public SparseVector normalised() {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return squares == 0 ? this : times(1 / Math.sqrt(squares));
    }
}
