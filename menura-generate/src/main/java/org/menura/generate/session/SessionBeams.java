package org.menura.generate.session;

import java.util.Arrays;
import java.util.List;
import org.menura.generate.sample.BeamModel;

/** Extends the sequences of a beam search that begins where a session stands; all of them pass through the model together. */
final class SessionBeams implements BeamModel<Session> {
    private boolean isUnderWay;

    @Override
    public float[][] step(List<Session> states, int[] tokens) {
        if (!isUnderWay) {
            // The session has read its last token.
            isUnderWay = true;
            return new float[][] {states.getFirst().logits()};
        }
        return Session.feedAll(
                states, Arrays.stream(tokens).mapToObj(t -> new int[] {t}).toList());
    }

    @Override
    public Session fork(Session state) {
        return state.fork();
    }
}
