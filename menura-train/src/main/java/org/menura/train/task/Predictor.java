package org.menura.train.task;

/**
 * A model with the way in which it reads a batch.
 *
 * @param <B> what a batch is
 */
public interface Predictor<B> {
    /** A pass through the model. */
    Prediction predict(B batch);

    /** How many targets a batch has. */
    int targets(B batch);

    /** How many tokens go through the model. */
    long tokens(B batch);
}
