package org.menura.train.ledger;

import org.menura.tensor.Rng;

/**
 * The whole state of a generator of random numbers.
 *
 * @param seed its key
 * @param stream which of the seed's streams
 * @param position how many words were drawn
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

    /** The state of {@code rng} now. */
    public static RngState of(Rng rng) {
        return new RngState(rng.seed(), rng.stream(), rng.position());
    }

    /** A generator that goes on from here. */
    public Rng toRng() {
        Rng rng = new Rng(seed, stream);
        rng.jumpTo(position);
        return rng;
    }
}
