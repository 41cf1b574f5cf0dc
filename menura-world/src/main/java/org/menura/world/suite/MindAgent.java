package org.menura.world.suite;

import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Thought;

/** An agent whose mind answers each question. */
public final class MindAgent implements SuiteAgent {
    private final Mind mind;
    private final String name;

    /** Creates an agent that goes by the name of its mind. */
    public MindAgent(Mind mind) {
        this(mind, mind.name());
    }

    /** Creates an agent with a name for reports. */
    public MindAgent(Mind mind, String name) {
        this.mind = mind;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Thought answer(Question question, Trial trial, long seed) throws InterruptedException {
        return mind.think(question.prompt(), question.ask(), seed);
    }

    @Override
    public void close() {
        mind.close();
    }
}
