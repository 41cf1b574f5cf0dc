package org.menura.world.suite;

import org.menura.agent.mind.Thought;

/** An agent that a suite measures. Safe for use by several threads. */
public interface SuiteAgent extends AutoCloseable {
    /** Returns its name in reports. */
    String name();

    /**
     * Answers a question of a trial.
     *
     * @param trial that asks; only the oracle looks into it
     * @param seed of this answer: the same for the same task, trial, step and seed of the run
     * @throws org.menura.agent.mind.MindException if it can't answer in the form asked for
     */
    Thought answer(Question question, Trial trial, long seed) throws InterruptedException;

    @Override
    default void close() {}
}
