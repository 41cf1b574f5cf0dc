package org.menura.agent.claim;

/**
 * A document that claims may cite.
 *
 * @param id by which it is cited
 * @param text of it
 * @param root id of the document that it was copied from; its own id where it stands by itself
 */
public record Passage(String id, String text, String root) {
    /** Creates a document that stands by itself. */
    public Passage(String id, String text) {
        this(id, text, id);
    }
}
