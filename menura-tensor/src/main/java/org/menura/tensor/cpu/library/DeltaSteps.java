package org.menura.tensor.cpu.library;

import org.menura.tensor.annotation.Extension;

/**
 * Single steps of RWKV-7's delta rule, {@code S' = S diag(w) + (S a) bᵀ + v kᵀ} with the result {@code S' r}, and the way back
 * through them, for a head of d elements (arXiv 2503.14456, equation 17). States are [value, key], each [d, d]. Each call computes on the calling
 * thread alone, and any number of threads may call at the same time.
 */
@Extension
public interface DeltaSteps {
    /** Rows of what a step reads, [INPUTS, d]: a, w, k, b, r, v, the gradient of the result, and {@code S a}, which {@link #advance} writes. */
    int INPUTS = 8;

    /** The row of r, which only {@link #back} reads. */
    int RECEPTANCE = 4;

    /** The row of v. */
    int VALUE = 5;

    /** The row of the result's gradient, which only {@link #back} reads. */
    int RESULT = 6;

    /** Rows of gradients, [GRADIENTS, d]: those of a, w, k, b, r and v. */
    int GRADIENTS = 6;

    /**
     * Computes the next state.
     *
     * @param next where it goes, which may be where the state is
     * @throws IndexOutOfBoundsException if something is too small
     */
    void advance(float[] state, int s0, float[] next, int n0, float[] inputs, int i0);

    /**
     * Computes the gradients of a step.
     *
     * @param states the state before the step at {@code s0}, and behind it the one after it
     * @param carried the gradient of the state after the step, but for what its result contributes; becomes that of the state before
     * @param gradients those of the inputs, overwritten
     * @throws IndexOutOfBoundsException if something is too small
     */
    void back(float[] states, int s0, float[] carried, float[] inputs, int i0, float[] gradients);
}
