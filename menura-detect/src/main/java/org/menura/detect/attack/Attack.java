package org.menura.detect.attack;

import org.menura.tensor.Rng;

/** Changes a text. */
@FunctionalInterface
public interface Attack {
    /**
     * Changes a text.
     *
     * @param rate share of the places that can be changed, from 0 to 1
     * @param random which ones
     */
    String apply(String text, double rate, Rng random);
}
