package org.menura.agent.claim;

/**
 * What a claim rests on.
 *
 * @param passage id of the document, or of the event of a run's journal
 * @param quote from it, word for word; empty if the whole is meant
 */
public record Evidence(String passage, String quote) {
    /** Creates evidence of a whole document. */
    public static Evidence of(String passage) {
        return new Evidence(passage, "");
    }
}
