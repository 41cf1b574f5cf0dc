package org.menura.generate.sample;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * The model of a beam search.
 *
 * @param <S> state of one sequence, such as its caches
 */
@Extension
public interface BeamModel<S> {
    /**
     * Extends each sequence by one token.
     *
     * @param states one per sequence; each is advanced past its token
     * @param tokens one per sequence
     * @return for each sequence the logits of the token after: {@code [sequences][vocabulary]}
     */
    float[][] step(List<S> states, int[] tokens);

    /** Returns an independent copy of a state, which goes on from where it stands. */
    S fork(S state);

    /** Releases a state; called once for each, the initial one included, when no beam needs it any more. */
    default void release(S state) {}
}
