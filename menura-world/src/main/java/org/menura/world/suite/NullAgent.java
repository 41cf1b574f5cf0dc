package org.menura.world.suite;

import org.menura.agent.mind.Thought;

/** An agent that gives up at once: what it passes, a suite gives for nothing. */
public final class NullAgent implements SuiteAgent {
    @Override
    public String name() {
        return "null";
    }

    @Override
    public Thought answer(Question question, Trial trial, long seed) {
        return Thought.of("");
    }
}
