package org.menura.generate.constrain.json;

import java.util.Optional;

/** The drafts of JSON Schema: what a keyword means may depend on them. */
public enum Draft {
    /** Draft 4: {@code id}, boolean {@code exclusiveMinimum}, 1.0 is no integer. */
    DRAFT_4("http://json-schema.org/draft-04/schema"),
    /** Draft 6. */
    DRAFT_6("http://json-schema.org/draft-06/schema"),
    /** Draft 7. */
    DRAFT_7("http://json-schema.org/draft-07/schema"),
    /** Draft 2019-09. */
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
    /** Draft 2020-12. */
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema");

    private final String uri;

    Draft(String uri) {
        this.uri = uri;
    }

    /** Returns the URI of the metaschema, without a fragment. */
    public String uri() {
        return uri;
    }

    /** Finds the draft that a {@code $schema} names; empty if it names no published metaschema. */
    public static Optional<Draft> of(String schemaUri) {
        String bare = schemaUri.endsWith("#") ? schemaUri.substring(0, schemaUri.length() - 1) : schemaUri;
        String key = bare.replaceFirst("^https?://", "").replaceFirst("/$", "");
        if (key.equals("json-schema.org/schema")) {
            return Optional.of(DRAFT_2020_12);
        }
        for (Draft d : values()) {
            if (d.uri.replaceFirst("^https?://", "").equals(key)) {
                return Optional.of(d);
            }
        }
        return Optional.empty();
    }

    /** Whether a {@code $ref} hides the keywords beside it. */
    boolean refStandsAlone() {
        return before(DRAFT_2019_09);
    }

    boolean before(Draft other) {
        return compareTo(other) < 0;
    }

    boolean atLeast(Draft other) {
        return compareTo(other) >= 0;
    }
}
