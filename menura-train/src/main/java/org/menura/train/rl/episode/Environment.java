package org.menura.train.rl.episode;

/**
 * A world that an agent acts in by texts. Deterministic: the same seed and actions give the same turns, on every machine.
 * An instance plays one episode at a time.
 */
public interface Environment {
    /** Begins an episode. */
    Turn reset(long seed);

    /**
     * Acts; allowed until a turn is {@link Turn#done}. An action that is not admissible changes nothing, and the turn's text
     * says so: a policy without a mask may write anything.
     */
    Turn step(String action);
}
