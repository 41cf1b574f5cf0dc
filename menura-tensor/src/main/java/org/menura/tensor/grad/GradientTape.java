package org.menura.tensor.grad;

import org.menura.tensor.Tensor;

/**
 * A forward pass that is being recorded, and its way back. The results of operations live until it is closed; gradients
 * of parameters stay.
 */
public interface GradientTape extends AutoCloseable {
    /**
     * Adds {@code dy} to the gradient of {@code result}, of the same shape. A pass that has several results, or is
     * followed by arithmetic of its own, begins its way back with one call for each.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    void seed(Tensor result, Tensor dy);

    /**
     * Goes back from what was given to {@link #seed}: gradients of parameters grow. Once for each recording. Results of
     * operations are not read any more afterwards: gradients may lie where the numbers of logits were.
     */
    void backward();

    /** Goes back from a scalar. */
    default void backward(Tensor loss) {
        seed(loss, Tensor.of(new float[] {1}, loss.shape().toArray()));
        backward();
    }

    @Override
    void close();
}
