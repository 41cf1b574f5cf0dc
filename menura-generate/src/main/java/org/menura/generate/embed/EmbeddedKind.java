package org.menura.generate.embed;

/** What can be embedded. */
public enum EmbeddedKind {
    TEXT("texts"),
    IMAGE("pictures"),
    SOUND("sounds");

    private final String plural;

    EmbeddedKind(String plural) {
        this.plural = plural;
    }

    /** Several of them, in messages. */
    public String plural() {
        return plural;
    }
}
