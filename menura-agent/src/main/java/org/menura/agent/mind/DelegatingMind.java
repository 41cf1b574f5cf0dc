package org.menura.agent.mind;

import java.util.List;
import java.util.Set;

/** A mind over another one: what a subclass does not say otherwise, that one does. */
public abstract class DelegatingMind implements Mind {
    /** The mind below. */
    protected final Mind mind;

    /** Creates a mind over another one, which is closed with it. */
    protected DelegatingMind(Mind mind) {
        this.mind = mind;
    }

    @Override
    public String name() {
        return mind.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return mind.capabilities();
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        return mind.think(prompt, ask, seed);
    }

    @Override
    public List<Double> score(Prompt prompt, List<String> answers) throws InterruptedException {
        return mind.score(prompt, answers);
    }

    @Override
    public void close() {
        mind.close();
    }
}
