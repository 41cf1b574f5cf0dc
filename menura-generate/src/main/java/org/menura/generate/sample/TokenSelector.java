package org.menura.generate.sample;

import org.menura.tensor.annotation.Extension;

/** The selector at the end of the sampling chain, which picks one of the candidates that the stages left. */
@Extension
@FunctionalInterface
public interface TokenSelector {
    /** Returns the position of the picked candidate. */
    int select(Candidates candidates, SamplingState state);
}
