package org.menura.generate.constrain.grammar;

import java.io.Serial;

/** Says that following one text by a grammar passed its budget of threads, expansions or time. */
public final class GrammarBudgetException extends GrammarException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Makes an exception with one sentence. */
    public GrammarBudgetException(String message) {
        super(message);
    }
}
