package org.menura.world.suite;

/** How a mind is asked. */
public enum AnswerMode {
    /** It answers in the form asked for, which a local mind can't leave. */
    FORCED,
    /** It answers as it likes; calls and values are read from its text. */
    FREE,
    /** It thinks in a free text first, then answers in the form asked for. */
    THOUGHT
}
