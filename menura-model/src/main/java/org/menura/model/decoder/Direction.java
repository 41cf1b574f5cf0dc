package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.tensor.AttentionSpec;

/** Which positions a decoder's tokens attend to: those before them, or all, as models were taught to that embed texts. */
enum Direction {
    /** To those before them; a window counts a token itself. */
    FORWARD,
    /** To all; a window tells how far a token sees to each side. */
    BOTH,
    /** To all; a window counts a token itself, as in Gemma 3. */
    BOTH_COUNTING_ITSELF;

    /** Returns what {@code is_causal} says. */
    static Direction of(Config c) {
        return c.flag("is_causal", true) ? FORWARD : BOTH;
    }

    /** Returns what {@code is_causal} and Gemma 3's {@code use_bidirectional_attention} say. */
    static Direction ofGemma(Config c) {
        boolean both = c.flag("use_bidirectional_attention", false);
        Direction told = of(c);
        return both && told == FORWARD ? BOTH_COUNTING_ITSELF : told;
    }

    /** Returns the settings of attention with a window as configs have it; 0 for none. */
    AttentionSpec spec(float scale, int window) {
        AttentionSpec spec = this == FORWARD ? AttentionSpec.causal(scale) : AttentionSpec.full(scale);
        boolean more = this == BOTH && window > 0 && window < Integer.MAX_VALUE;
        return spec.withWindow(more ? window + 1 : window);
    }
}
