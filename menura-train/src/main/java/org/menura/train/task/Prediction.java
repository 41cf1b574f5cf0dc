package org.menura.train.task;

import org.menura.tensor.Tensor;

/**
 * What a model makes of the rows that have a target.
 *
 * @param logits [rows, classes]
 * @param targets class by row, negative where a row does not count
 */
public record Prediction(Tensor logits, int[] targets) {
    /** How many rows count. */
    public static int count(int[] targets) {
        int count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }
}
