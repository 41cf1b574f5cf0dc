package org.menura.generate.sample;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Rng;
import org.menura.tensor.annotation.Extension;

/**
 * The state of a sampling chain, which changes from token to token. Stages keep nothing themselves, so copying this
 * copies a chain, and saving it saves one.
 */
@Extension
public final class SamplingState {
    /** Where nothing has been sampled behind the last prompt. */
    static final int UNKNOWN = -1;

    private final Rng rng;
    private final TokenHistory history;
    private float surpriseLimit;
    private int begin;
    private @Nullable Object memory;

    SamplingState(Rng rng, TokenHistory history, float surpriseLimit) {
        this(rng, history, surpriseLimit, UNKNOWN);
    }

    SamplingState(Rng rng, TokenHistory history, float surpriseLimit, int begin) {
        this.rng = rng;
        this.history = history;
        this.surpriseLimit = surpriseLimit;
        this.begin = begin;
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

    /** Returns the number of tokens that came before the first one that was sampled behind the last prompt. */
    public int begin() {
        return begin < 0 ? history.size() : begin;
    }

    /** Returns what a watermark keeps between tokens; null at first, and in copies. */
    public @Nullable Object memory() {
        return memory;
    }

    /** Keeps something between tokens that could be made anew from the history and {@link #begin}. */
    public void setMemory(Object kept) {
        memory = kept;
    }

    int savedBegin() {
        return begin;
    }

    /** Says that a token is sampled now. */
    void sampling() {
        begin = begin();
    }

    /** Says that a prompt came. */
    void prompted() {
        begin = UNKNOWN;
    }

    SamplingState copy() {
        return new SamplingState(rng.copy(), history.copy(), surpriseLimit, begin);
    }
}
