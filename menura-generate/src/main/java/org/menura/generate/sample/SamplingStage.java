package org.menura.generate.sample;

/**
 * A stage of the sampling chain, which changes logits or drops candidates. It never drops the last one.
 *
 * <p>An implementation has no state of its own; what changes from token to token lies in {@link SamplingState}.
 */
@FunctionalInterface
public interface SamplingStage {
    /** Applies this stage to the candidates for the next token. */
    void apply(Candidates candidates, SamplingState state);

    /**
     * Returns whether the most likely candidate always stays the most likely, and nothing else in the state changes.
     * Then a chain that picks it need not apply this stage.
     */
    default boolean keepsLikeliest() {
        return false;
    }
}
