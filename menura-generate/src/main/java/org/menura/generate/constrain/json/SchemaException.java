package org.menura.generate.constrain.json;

import java.io.Serial;
import org.menura.generate.constrain.grammar.GrammarException;

/** Says why a JSON schema is refused: it is malformed, it admits nothing, or it holds a keyword that can't be enforced. */
public final class SchemaException extends GrammarException {
    @Serial
    private static final long serialVersionUID = 1;

    static final String NOTHING = "no value is valid against it";

    private final String keyword;
    private final String pointer;

    /**
     * Makes an exception.
     *
     * @param keyword that is refused; empty where it is the schema as a whole
     * @param pointer JSON pointer of the schema that holds the keyword, as a fragment
     * @param reason what is wrong with it and how to mend it, to be read after the keyword
     */
    public SchemaException(String keyword, String pointer, String reason) {
        super(
                keyword.isEmpty()
                        ? "schema at %s: %s".formatted(pointer, reason)
                        : "schema at %s: \"%s\" %s".formatted(pointer, keyword, reason));
        this.keyword = keyword;
        this.pointer = pointer;
    }

    /** Returns the keyword that is refused; empty where it is the schema as a whole. */
    public String keyword() {
        return keyword;
    }

    /** Returns the JSON pointer of the schema that holds the keyword, as a fragment ("#" is the root). */
    public String pointer() {
        return pointer;
    }

    /** Returns whether the schema is refused since no value is valid against it. */
    public boolean admitsNothing() {
        return keyword.isEmpty() && String.valueOf(getMessage()).endsWith(NOTHING);
    }
}
