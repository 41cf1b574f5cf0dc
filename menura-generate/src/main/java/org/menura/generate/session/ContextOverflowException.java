package org.menura.generate.session;

import java.io.Serial;

/** Thrown when a sequence would become longer than its model's context. */
public final class ContextOverflowException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ContextOverflowException(int length, int context) {
        super(("the sequence would have %d tokens, but the model's context ends at %d; shorten the prompt or generate"
                        + " fewer tokens")
                .formatted(length, context));
    }
}
