package org.menura.train.ledger;

import org.menura.tensor.Rng;

/**
 * The state of a random number generator.
 *
 * @param seed its key
 * @param stream which of the seed's streams
 * @param position number of words drawn
 */
public record RngState(long seed, long stream, long position) {
    /**
     * Checks the position.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RngState {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " of a random stream is negative");
        }
    }

    /** Returns the present state of {@code rng}. */
    public static RngState of(Rng rng) {
        return new RngState(rng.seed(), rng.stream(), rng.position());
    }

    /** Returns a generator that continues from this state. */
    public Rng toRng() {
        Rng rng = new Rng(seed, stream);
        rng.jumpTo(position);
        return rng;
    }
}
