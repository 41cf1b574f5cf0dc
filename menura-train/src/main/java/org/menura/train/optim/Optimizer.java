package org.menura.train.optim;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * An optimiser of parameters by their gradients. It updates the values of its parameters in place, and keeps its state
 * in float tensors of its own. The number of threads changes no result. Serves one thread at a time.
 */
public interface Optimizer {
    /**
     * Makes an optimiser step: updates the parameters by their gradients, which stay as they are.
     *
     * @param learningRate this step's rate, as a {@link org.menura.train.schedule.Schedule} gives it; each group's is
     *     multiplied by its scale
     * @throws IllegalArgumentException if the rate is negative or not finite; nothing has changed then
     */
    void step(double learningRate);

    /** Sets all gradients to 0, as backward passes add to them. */
    void zeroGradients();

    /** Returns the number of steps made, also those before {@link #restore}. */
    long steps();

    /** Returns the parameter groups. */
    List<ParameterGroup> groups();

    /**
     * Returns the state to save in a checkpoint: tensors named {@code KIND.PARAMETER}, and {@code step} (int64, a
     * scalar). Nothing is copied: the next step changes them.
     */
    SequencedMap<String, Tensor> state();

    /**
     * Restores a {@link #state}, which is copied: the steps that follow give the same bytes as they would have there.
     *
     * @throws IllegalArgumentException if it lacks a tensor, has one too many, or one of another type or shape; nothing
     *     has changed then
     */
    void restore(Map<String, Tensor> state);
}
