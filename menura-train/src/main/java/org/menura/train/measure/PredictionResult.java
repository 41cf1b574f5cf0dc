package org.menura.train.measure;

/**
 * The predictions of a model for the rows of a batch that have a target.
 *
 * @param targets class by prediction
 * @param predicted most probable class by prediction
 * @param nats sum of {@code -log p(target)}
 */
public record PredictionResult(int[] targets, int[] predicted, double nats) {
    /** Counts the predictions that equal their target. */
    public int hits() {
        int hits = 0;
        for (int i = 0; i < targets.length; i++) {
            hits += targets[i] == predicted[i] ? 1 : 0;
        }
        return hits;
    }
}
