package org.menura.generate.sample;

/** The selector at the end of the sampling chain, which picks one of the candidates that the stages left. */
@FunctionalInterface
public interface TokenSelector {
    /** Returns the position of the picked candidate. */
    int select(Candidates candidates, SamplingState state);
}
