package org.menura.train.rl.episode;

/** A world that an agent acts in by texts. Deterministic: the same seed and actions give the same turns. */
public interface Environment {
    /** Begins an episode. */
    Turn reset(long seed);

    /** Acts; allowed until a turn is {@link Turn#done}. */
    Turn step(String action);
}
