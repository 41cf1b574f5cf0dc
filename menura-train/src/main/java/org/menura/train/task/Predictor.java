package org.menura.train.task;

/**
 * A model that predicts the targets of a batch.
 *
 * @param <B> the type of a batch
 */
public interface Predictor<B> {
    /** Runs a forward pass and returns the logits of the targets. */
    Prediction predict(B batch);

    /** Counts the targets of a batch. */
    int targets(B batch);

    /** Counts the tokens of a batch that go through the model. */
    long tokens(B batch);
}
