package org.menura.world.suite;

import java.util.Optional;
import org.menura.agent.mind.Thought;

/**
 * One trial of a task: the world asks, the agent answers, until the world is done or the agent gives up.
 *
 * <pre>{@code
 * for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
 *     trial.answer(agent.answer(q.get()));
 * }
 * Outcome outcome = trial.outcome();
 * }</pre>
 */
public interface Trial extends AutoCloseable {
    /** Returns what is asked next; empty when the trial is over. */
    Optional<Question> next();

    /** Takes the answer to the last question; a thought with neither text nor calls gives up. */
    void answer(Thought answer);

    /** Returns the right answer to the last question, by the reference solution of the task. */
    Thought oracle();

    /** Returns what came of it; also before the end. */
    Outcome outcome();

    @Override
    default void close() {}
}
