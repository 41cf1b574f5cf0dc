package org.menura.generate.embed;

/** The kinds of input that an embedder takes: texts, images and audio. */
public enum EmbeddedKind {
    TEXT("texts"),
    IMAGE("pictures"),
    SOUND("sounds");

    private final String plural;

    EmbeddedKind(String plural) {
        this.plural = plural;
    }

    /** Returns the plural of the kind, for messages. */
    public String plural() {
        return plural;
    }
}
