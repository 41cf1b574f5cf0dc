package org.menura.generate.constrain.structural;

/** How values are written within arguments that are no JSON. */
sealed interface ValueStyle {
    /**
     * Bare keys, and strings between tokens.
     *
     * @param quote token around strings
     */
    record Bare(String quote) implements ValueStyle {}

    /** Python's literals. */
    record Python() implements ValueStyle {}

    /**
     * Elements within elements.
     *
     * @param prefix what stands before each tag
     */
    record Elements(String prefix) implements ValueStyle {}
}
