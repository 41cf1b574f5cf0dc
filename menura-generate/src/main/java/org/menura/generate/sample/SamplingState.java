package org.menura.generate.sample;

import org.menura.tensor.Rng;

/**
 * All that changes from token to token. Stages keep nothing themselves, so copying this copies a chain, and saving it
 * saves one.
 */
public final class SamplingState {
    private final Rng rng;
    private final TokenHistory history;
    private float surpriseLimit;

    SamplingState(Rng rng, TokenHistory history, float surpriseLimit) {
        this.rng = rng;
        this.history = history;
        this.surpriseLimit = surpriseLimit;
    }

    /** Where the chain draws its random numbers. */
    public Rng rng() {
        return rng;
    }

    /** The tokens so far, prompt included. */
    public TokenHistory history() {
        return history;
    }

    /** Mirostat's μ in bits; NaN before its first token. */
    float surpriseLimit() {
        return surpriseLimit;
    }

    void setSurpriseLimit(float bits) {
        surpriseLimit = bits;
    }

    SamplingState copy() {
        return new SamplingState(rng.copy(), history.copy(), surpriseLimit);
    }
}
