package org.menura.agent.mind;

/** What a mind can do beyond answering. */
public enum Capability {
    /** Its answers cannot leave the form that was asked for. */
    FORCED,
    /** It gives token ids and log-probabilities. */
    LOG_PROBS,
    /** It scores given continuations. */
    SCORE,
    /** It shares the state of a common beginning between branches. */
    FORK,
    /** The same prompt and seed give the same answer. */
    REPLAY
}
