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

    /** Creates an exception for a context that ends where the memory for one sequence does. */
    public ContextOverflowException(int length, int context, long bytes) {
        super(
                ("the sequence would have %d tokens, but the %d bytes for keys, values and states hold %d; give Java more heap"
                                + " (-Xmx) or the engine more bytes, store keys and values as F16 or Q8_0, or shorten the prompt")
                        .formatted(length, bytes, context));
    }
}
