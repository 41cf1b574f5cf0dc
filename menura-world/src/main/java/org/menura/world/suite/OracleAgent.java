package org.menura.world.suite;

import org.menura.agent.mind.Thought;

/** An agent that gives the reference solution: what it does not pass, no agent can. */
public final class OracleAgent implements SuiteAgent {
    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public Thought answer(Question question, Trial trial, long seed) {
        return trial.oracle();
    }
}
