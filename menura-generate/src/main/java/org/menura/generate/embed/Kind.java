package org.menura.generate.embed;

/** What can be embedded. */
public enum Kind {
    TEXT("texts"),
    IMAGE("pictures"),
    SOUND("sounds");

    private final String plural;

    Kind(String plural) {
        this.plural = plural;
    }

    /** Several of them, in messages. */
    public String plural() {
        return plural;
    }
}
