package org.menura.tensor.grad;

import org.menura.tensor.Tensor;

/**
 * A parameter whose gradient is wanted.
 *
 * @param name its name in the checkpoint
 * @param value its numbers, in an array that no other parameter shares
 * @param gradient of the same shape; backward passes add to it
 */
public record Parameter(String name, Tensor value, Tensor gradient) {
    /** A parameter with a gradient of zeros. */
    public static Parameter of(String name, Tensor value) {
        return new Parameter(name, value, Tensor.zeros(value.shape().toArray()));
    }
}
