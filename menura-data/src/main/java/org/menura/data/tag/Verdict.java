package org.menura.data.tag;

/** What a filter decides about a text. */
public sealed interface Verdict {
    /** The verdict of a text that stays as it is. */
    Verdict KEEP = new Keep();

    /** Keeps a text. */
    record Keep() implements Verdict {}

    /**
     * Keeps a text in another form.
     *
     * @param text what is left of it
     */
    record Change(String text) implements Verdict {}

    /**
     * Drops a text.
     *
     * @param reason a word, such as {@code gopher_short_doc}
     */
    record Drop(String reason) implements Verdict {}
}
