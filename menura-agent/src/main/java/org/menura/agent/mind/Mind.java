package org.menura.agent.mind;

import java.util.List;
import java.util.Set;

/** A mind: what an agent thinks with. Safe for use by several threads; a local one answers all in one batch. */
public interface Mind extends AutoCloseable {
    /** Returns its name, for journals and reports. */
    String name();

    /** Returns what it can do. */
    Set<Capability> capabilities();

    /**
     * Answers a prompt.
     *
     * @param seed of the random numbers; a mind with {@link Capability#REPLAY} answers alike with the same one
     * @throws MindException if it can't answer in the form asked for
     */
    Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException;

    /**
     * Scores answers: the sum of the log-probabilities of their tokens after the prompt, in nats.
     *
     * @throws UnsupportedOperationException without {@link Capability#SCORE}
     */
    default List<Double> score(Prompt prompt, List<String> answers) throws InterruptedException {
        throw new UnsupportedOperationException(name() + " gives no scores");
    }

    @Override
    default void close() {}
}
