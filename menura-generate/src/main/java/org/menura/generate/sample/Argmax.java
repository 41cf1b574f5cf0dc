package org.menura.generate.sample;

import org.menura.tensor.annotation.Internal;

/** The most likely token. */
@Internal
public final class Argmax {
    private Argmax() {}

    /** Returns the index of the largest logit, the lowest one where several are equal. */
    public static int of(float[] logits) {
        return of(logits, 0);
    }

    /** Returns the index of the largest logit from one index on, the lowest one where several are equal. */
    public static int of(float[] logits, int from) {
        int best = from;
        for (int i = from + 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
