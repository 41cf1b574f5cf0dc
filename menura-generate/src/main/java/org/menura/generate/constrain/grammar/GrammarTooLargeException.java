package org.menura.generate.constrain.grammar;

import java.io.Serial;

/** Says that a grammar needs more states than its budget allows. */
public final class GrammarTooLargeException extends GrammarException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Makes an exception with one sentence. */
    public GrammarTooLargeException(String message) {
        super(message);
    }
}
