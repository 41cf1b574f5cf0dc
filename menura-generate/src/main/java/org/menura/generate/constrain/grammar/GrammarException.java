package org.menura.generate.constrain.grammar;

import java.io.Serial;
import org.menura.format.FormatException;

/** Says why a grammar, a regular expression or a schema is refused. */
public class GrammarException extends FormatException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Makes an exception with one sentence: what is refused, where, and how to mend it. */
    public GrammarException(String message) {
        super(message);
    }
}
