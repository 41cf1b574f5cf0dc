package org.menura.generate.sample;

import org.menura.tensor.Rng;
import org.menura.tensor.annotation.Extension;

/**
 * The state of a sampling chain, which changes from token to token. Stages keep nothing themselves, so copying this
 * copies a chain, and saving it saves one.
 */
@Extension
public final class SamplingState {
    private final Rng rng;
    private final TokenHistory history;
    private float surpriseLimit;

    SamplingState(Rng rng, TokenHistory history, float surpriseLimit) {
        this.rng = rng;
        this.history = history;
        this.surpriseLimit = surpriseLimit;
    }

    /** Returns the random number generator of the chain. */
    public Rng rng() {
        return rng;
    }

    /** Returns the token history, prompt included. */
    public TokenHistory history() {
        return history;
    }

    /** Returns Mirostat's μ in bits; NaN before its first token. */
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
