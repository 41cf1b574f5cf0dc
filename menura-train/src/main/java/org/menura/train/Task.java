package org.menura.train;

/**
 * A training task: computes the gradients of each step. Everything depends on the step and the parameters alone, so
 * that a run can go on from any step.
 */
public interface Task {
    /**
     * Adds the gradients of a step to the parameters' gradients, which are zero before.
     *
     * @param step from 0
     */
    StepResult gradients(long step);

    /** Clamps parameters to their bounds, if any have some, after the optimiser step. */
    default void bound() {}

    /**
     * Returns whether a run may be interrupted after a step: not while a task is in the middle of something that is not
     * in the parameters, such as texts that an earlier policy wrote.
     */
    default boolean mayPauseAfter(long step) {
        return true;
    }
}
