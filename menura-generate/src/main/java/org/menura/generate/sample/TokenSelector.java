package org.menura.generate.sample;

/** The end of the sampling chain: picks one of the candidates that the stages left. */
@FunctionalInterface
public interface TokenSelector {
    /** Position of the picked candidate. */
    int select(Candidates candidates, SamplingState state);
}
