package org.menura.agent.act;

/** What a tool does to the world, which decides what a resumed run does with a call whose result is not known. */
public enum Effect {
    /** Changes nothing: the call is made again, and its result must be the same. */
    PURE,
    /** Changes the world once however often it is called with the same key: the call is made again with its key. */
    IDEMPOTENT,
    /** Changes the world each time it is called: a resumed run asks {@link Tool#reconcile} whether it happened. */
    ONCE
}
