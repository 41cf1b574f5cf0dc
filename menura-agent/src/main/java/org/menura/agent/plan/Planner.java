package org.menura.agent.plan;

/**
 * A planner: what decides an agent's next act. It serves one run and may carry what it planned from step to step; it asks nothing but
 * the state, so that the same answers of mind and tools give the same acts, and a run that is resumed or replayed rebuilds the
 * planner by going the same steps again. Not thread-safe.
 */
public interface Planner {
    /** Chooses the next act. */
    Act next(State state) throws InterruptedException;
}
