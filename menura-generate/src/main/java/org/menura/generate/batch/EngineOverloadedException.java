package org.menura.generate.batch;

import java.io.Serial;

/** Thrown when an engine's queue is full, so that it takes no more texts in for now. */
public final class EngineOverloadedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message in one sentence. */
    public EngineOverloadedException(String message) {
        super(message);
    }
}
