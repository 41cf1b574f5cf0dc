package org.menura.generate.constrain.grammar;

/** What a grammar says of a text. */
public sealed interface Verdict {
    /** The text is one of the grammar's. */
    record Accepted() implements Verdict {}

    /**
     * The text is none of the grammar's, however it goes on.
     *
     * @param at the offset of the byte that is refused
     */
    record Refused(int at) implements Verdict {}

    /** The text is none of the grammar's, but begins one. */
    record Incomplete() implements Verdict {}

    /** Returns whether the text is one of the grammar's. */
    default boolean accepted() {
        return this instanceof Accepted;
    }
}
