package org.menura.train.data;

import java.util.Collections;
import java.util.List;

/**
 * Preference pairs with margins: by how much the score of the better answer is to be higher.
 *
 * @param pairs a chosen text, then the rejected one, and so on
 * @param margins of the pairs
 */
public record MarginBatch(Batch pairs, List<Double> margins) {
    public MarginBatch {
        margins = List.copyOf(margins);
    }

    /** Makes a batch of pairs of which none is said to be the better by more than another. */
    public static MarginBatch withoutMargins(Batch pairs) {
        return new MarginBatch(pairs, Collections.nCopies(pairs.lengths().length / 2, 0.0));
    }

    /** Joins batches. */
    public static MarginBatch join(List<MarginBatch> batches) {
        return new MarginBatch(
                Batch.join(batches.stream().map(MarginBatch::pairs).toList()),
                batches.stream().flatMap(b -> b.margins.stream()).toList());
    }

    /** Returns the margins as numbers. */
    public double[] numbers() {
        return margins.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
