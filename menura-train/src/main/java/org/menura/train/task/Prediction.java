package org.menura.train.task;

import org.menura.tensor.Tensor;

/**
 * The logits of a model for the rows that have a target.
 *
 * @param logits [rows, classes]
 * @param targets class by row, negative where a row does not count
 */
public record Prediction(Tensor logits, int[] targets) {
    /** Counts the rows with a target. */
    public static int count(int[] targets) {
        int count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }
}
