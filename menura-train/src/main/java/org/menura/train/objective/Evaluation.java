package org.menura.train.objective;

import java.util.SequencedMap;

/**
 * The loss and metrics of an objective on a batch. Beside the loss each objective's result holds the loss's gradients
 * with respect to what it was computed from, in the same layout; a pass through the model goes back from them
 * ({@link org.menura.tensor.grad.GradientTape#seed}).
 */
public interface Evaluation {
    /** Returns the loss that is minimised. */
    double loss();

    /**
     * Returns the metrics for the log by name, in the order in which they are best read; none of them is needed to
     * train.
     */
    SequencedMap<String, Double> metrics();
}
