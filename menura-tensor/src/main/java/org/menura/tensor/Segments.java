package org.menura.tensor;

import java.util.Arrays;
import org.menura.tensor.annotation.Extension;

/**
 * The segmentation of a tensor's rows into sequences: sequence {@code i} owns rows {@code start(i)} (inclusive) to
 * {@code end(i)} (exclusive). Sequences of different lengths lie behind each other without padding, so one product
 * serves a whole batch.
 */
@Extension
public final class Segments {
    private final int[] starts;

    private Segments(int[] starts) {
        this.starts = starts;
    }

    /**
     * Creates segments of the given lengths.
     *
     * @throws IllegalArgumentException if a length is negative
     */
    public static Segments ofLengths(int... lengths) {
        int[] starts = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0) {
                throw new IllegalArgumentException("negative length in " + Arrays.toString(lengths));
            }
            starts[i + 1] = Math.addExact(starts[i], lengths[i]);
        }
        return new Segments(starts);
    }

    /** Returns the number of sequences. */
    public int count() {
        return starts.length - 1;
    }

    /** Returns the first row of sequence {@code i}. */
    public int start(int i) {
        return starts[i];
    }

    /** Returns the row after the last one of sequence {@code i}. */
    public int end(int i) {
        return starts[i + 1];
    }

    /** Returns the number of rows of sequence {@code i}. */
    public int length(int i) {
        return starts[i + 1] - starts[i];
    }

    /** Returns the number of rows of all sequences. */
    public int rows() {
        return starts[starts.length - 1];
    }

    @Override
    public String toString() {
        return "Segments" + Arrays.toString(starts);
    }
}
