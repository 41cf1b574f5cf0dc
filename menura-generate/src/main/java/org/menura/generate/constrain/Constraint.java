package org.menura.generate.constrain;

import org.menura.tensor.annotation.Extension;

/**
 * A constraint on one generated text: it says which tokens may come next, and follows the text token by token. A
 * grammar, a JSON schema or a regular expression compiles to one; code of a user may be one. An instance belongs to one
 * text and is not thread-safe.
 */
@Extension
public interface Constraint {
    /**
     * Returns the tokens that may come next, without end-of-sequence tokens, which {@link #mayEnd} speaks of.
     *
     * @return not to be changed, and valid until the next {@link #accept}
     */
    TokenMask allowed();

    /**
     * Says that {@link #allowed} is asked next, some time from now: while the model reads the last token, a constraint may
     * find it out on another thread. May do nothing, as it does unless overridden.
     */
    default void prepare() {}

    /** Returns whether a token may come next: {@link #allowed} for one token, and usually far cheaper. */
    boolean allows(int token);

    /**
     * Follows the text by a token.
     *
     * @throws IllegalArgumentException if the token is not allowed here; the constraint is unchanged
     */
    void accept(int token);

    /** Returns whether the text may end here. */
    boolean mayEnd();

    /** Returns the bytes that every continuation of the text begins with; empty where there is a choice or an end. */
    byte[] forced();

    /** Returns a constraint in the same state that goes its own way, for a fork of the text. */
    Constraint copy();
}
