package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.annotation.Internal;

/** Hands the states of beams on to those that continue them. */
@Internal
public final class BeamStates {
    private BeamStates() {}

    /**
     * Returns a state for each beam of the next step. The first to continue a beam takes its state over, the others get
     * forks of it; states that nobody continues are released.
     *
     * @param states one per beam so far
     * @param from for each beam of the next step the index of the one that it continues
     */
    public static <S> List<S> branch(BeamModel<S> model, List<S> states, int[] from) {
        boolean[] taken = new boolean[states.size()];
        List<S> next = new ArrayList<>();
        for (int beam : from) {
            S state = states.get(beam);
            next.add(taken[beam] ? model.fork(state) : state);
            taken[beam] = true;
        }
        for (int beam = 0; beam < taken.length; beam++) {
            if (!taken[beam]) {
                model.release(states.get(beam));
            }
        }
        return next;
    }
}
