package org.menura.generate.sample;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * What beam search asks of a model.
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

    /** A state of its own that goes on from where this one stands. */
    S fork(S state);

    /** Called once for each state, the initial one included, when no beam needs it any more. */
    default void release(S state) {}
}
