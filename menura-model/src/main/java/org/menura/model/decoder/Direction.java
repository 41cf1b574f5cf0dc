package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.tensor.AttentionSpec;

/** Which positions a decoder's tokens attend to: those before them, or all, as models were taught to that embed texts. */
enum Direction {
    FORWARD,
    BOTH;

    /** Returns what {@code is_causal} says. */
    static Direction of(Config c) {
        return c.flag("is_causal", true) ? FORWARD : BOTH;
    }

    /** Returns what {@code is_causal} and Gemma 3's {@code use_bidirectional_attention} say. */
    static Direction ofGemma(Config c) {
        return c.flag("use_bidirectional_attention", false) ? BOTH : of(c);
    }

    /** Returns the settings of attention that reaches so many positions, the own one included; 0 for all. */
    AttentionSpec spec(float scale, int window) {
        AttentionSpec spec = this == FORWARD ? AttentionSpec.causal(scale) : AttentionSpec.full(scale);
        return spec.withWindow(window);
    }
}
